import { describe, expect, it } from "vitest";
import { commandLine, lines } from "../command-line.ts";

const RULES = `constraints:
  - { name: shipped, mustMatch: { trigger: Order.placed, response: Order.shipped } }
`;
const LINKED = `${RULES}links:
  - { effect: Mail.sent, cause: Order.placed, on: [data.order, id] }
`;
const EVENTS = lines(
  { id: "o1", name: "Order.placed", source: "shop", time: 1 },
  { id: "p1", name: "Payment.taken", source: "bank", time: 2, causes: ["o1"] },
  { id: "s1", name: "Order.shipped", source: "shop", time: 3, causes: ["p1"] },
  { id: "o2", name: "Order.placed", source: "shop", time: 4 },
  { id: "p2", name: "Payment.taken", source: "bank", time: 5, causes: ["o2"] },
  { id: "m1", name: "Mail.sent", source: "mail", time: 6, data: { order: "o2" } },
);
const LINKS = LINKED.slice(RULES.length);
const files = { "links.yaml": LINKS, "e.ndjson": EVENTS, "rules.yaml": RULES, "linked.yaml": LINKED };
const ask = (flags: string) => commandLine(`explain e.ndjson ${flags}`, { files });

describe("explain", () => {
  it("draws why an event happened, and what came of it", async () => {
    expect(await ask("--event s1")).toMatchObject({
      status: 0,
      err: "",
      out: `Order.shipped  s1  shop  t=3
↑ Payment.taken  p1  bank  t=2
↑ Order.placed  o1  shop  t=1

2 events before it. It began with Order.placed o1.
`,
    });
    const { out } = await ask("--event o1 --effects");
    expect(out).toContain("2 events after it. It ended with Order.shipped s1.\n");
    expect(out).toContain("Up to 2 steps away: 1 Order.shipped, 1 Payment.taken.\n");
  });

  it("takes the links of a rule file for causes", async () => {
    expect((await ask("--event m1")).out).toContain("It has no causes.");
    expect((await ask("--event m1 --rules linked.yaml")).out).toContain("It began with Order.placed o2.");
    expect((await ask("--event m1 --rules links.yaml")).out).toContain("It began with Order.placed o2.");
  });

  it("says how two events are related", async () => {
    expect((await ask("--between s1 o1")).out).toBe(`Order.placed "o1" is a cause of Order.shipped "s1":
    Order.placed   o1  shop  t=1
    ↓
    Payment.taken  p1  bank  t=2
    ↓
    Order.shipped  s1  shop  t=3
There is no other way.
They have no cause in common.
`);
    expect((await ask("--between s1 p2")).out).toContain("are independent");
  });

  it("says how far an unanswered trigger got, beside those that were answered", async () => {
    const { status, out } = await ask("--violation 1 --rules rules.yaml");
    expect(status).toBe(0);
    expect(out).toContain(`Expected: every Order.placed must cause Order.shipped.
It caused 1 event, up to 1 step away: Payment.taken "p2".
Payment.taken is usually on the way to the response: in 1 of 1 answered instances.
The difference: of Payment.taken "p2" came no Order.shipped; where the response came, it did in 1 of 1.
`);
  });

  it("says that the response came too late, and not what might be in its way", async () => {
    const events = lines(
      { id: "q1", name: "Req", time: 0 },
      { id: "p1", name: "Rep", time: 10, causes: ["q1"] },
      { id: "q2", name: "Req", time: 200 },
      { id: "p2", name: "Rep", time: 5000, causes: ["q2"] },
    );
    const rules = "constraints: [{ mustMatch: { trigger: Req, response: Rep, within: { ms: 1000 } } }]\n";
    const { out } = await commandLine("explain e.ndjson --violation 1 --rules r.yaml", {
      files: { "e.ndjson": events, "r.yaml": rules },
    });
    expect(out).toContain(`It caused 1 event, up to 1 step away: Rep "p2".
The response came, but too late: Rep "p2", 4,800 ms after it by their times.
`);
    expect(out).not.toContain("usually");
  });

  it("names the causes that never came, and what cites them", async () => {
    const events = lines({ id: "a1", name: "A", causes: ["c9"] }, { id: "c1", name: "C" });
    const world = { files: { "e.ndjson": events } };
    const { out } = await commandLine("explain e.ndjson --event a1", world);
    expect(out).toBe(`A  a1  e.ndjson  t=0
  … never came: c9

What came before it is not here.
`);
    const { err } = await commandLine("explain e.ndjson --event c9", world);
    expect(err).toContain('tsrapide: "c9" never came: it is only cited, by A "a1"\n');
    const between = await commandLine("explain e.ndjson --between c1 a1", world);
    expect(between.out).toBe(
      `No path is known from C "c1" to A "a1" or back. Not all that came before them is here.
They have no cause in common. Not all of their past is here, so there may be more.
`,
    );
  });

  it("answers as data", async () => {
    const { out } = await ask("--event m1 --json");
    expect(JSON.parse(out)).toMatchObject({
      tree: { event: { id: "m1", data: { order: "o2" } } },
      events: 0,
    });
    const between = await ask("--between o1 s1 --json");
    expect(JSON.parse(between.out)).toMatchObject({ relation: "precedes", paths: 1 });
    const violation = await ask("--violation 1 --rules rules.yaml --json");
    expect(JSON.parse(violation.out)).toMatchObject({ howFar: { answered: 1 } });
  });

  it.each([
    ["--event s3", 'no event has the id "s3"; did you mean "s1"?'],
    ["--violation 2 --rules rules.yaml", "there is no violation 2: they are numbered from 1 to 1"],
    ["--event s1 --rules no.yaml", "cannot read no.yaml: no such file"],
    ["--event s1 --between s1 o1", "ask one thing"],
    ["--violation 1", "--violation needs the rules it violates: --rules RULES"],
    ["--violation x --rules rules.yaml", '--violation takes a whole number from 1 up, got "x"'],
    ["--effects --between s1 o1", "--effects is for --event ID"],
    ["--between s1", "--between needs two ids: --between A B"],
    ["--between s1 s1", '--between needs two events, got "s1" twice'],
    ["--evnt s1", "unknown flag --evnt; did you mean"],
    ["", "ask one thing"],
  ])("says what is wrong with: %s", async (flags, message) => {
    const { status, out, err } = await ask(flags);
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });

  it("says of an empty file, and of a cycle, what is wrong", async () => {
    const cycle = lines(
      { id: "a", name: "A", causes: ["b"] },
      { id: "b", name: "B", causes: ["a"] },
      { id: "c", name: "C" },
    );
    const world = { files: { "empty.ndjson": "\n", "cycle.ndjson": cycle } };
    const empty = await commandLine("explain empty.ndjson --event a", world);
    expect(empty).toMatchObject({ status: 2, err: "tsrapide: not one readable line in empty.ndjson\n" });
    const cyclic = await commandLine("explain cycle.ndjson --event a", world);
    expect(cyclic.status).toBe(2);
    expect(cyclic.err).toContain("cite each other in a cycle");
    expect(cyclic.err).toContain('no event has the id "a"');
  });
});

describe("export", () => {
  const draw = (flags: string) => commandLine(`export e.ndjson ${flags}`, { files });

  it("draws the whole, what is around an event, and what proves a violation", async () => {
    const whole = await draw("--format mermaid --rules rules.yaml");
    expect(whole).toMatchObject({ status: 0, err: "" });
    expect(whole.out).toContain('n3[["✗ Order.placed<br/>o2<br/>breaks shipped"]]');
    expect((await draw("-f dot --around p1 --depth 1")).out.match(/label="[A-Z]\w+\.\w+/g)).toHaveLength(3);
    const proof = await draw("--format json --violation 1 --rules rules.yaml");
    expect(JSON.parse(proof.out)).toMatchObject({
      events: [{ id: "o2" }],
      edges: [],
      violations: [{ constraint: "shipped", events: ["o2"] }],
    });
  });

  it("shows data as it was recorded", async () => {
    const { out } = await draw("--format json --around m1");
    expect(JSON.parse(out)).toMatchObject({ events: [{ id: "m1", data: { order: "o2" } }], outside: 0 });
  });

  it("refuses to draw what nobody can look at", async () => {
    const many = lines(...Array.from({ length: 3_000 }, (_, at) => ({ id: `e${at}`, name: "A" })));
    const { status, err } = await commandLine("export e.ndjson --format dot", {
      files: { "e.ndjson": many },
    });
    expect(status).toBe(2);
    expect(err).toMatch(/a picture of 3000 events .* --around ID --depth N/);
  });

  it.each([
    ["", "no format: --format mermaid|dot|json"],
    ["--format mermid", '--format knows mermaid, dot, json; got "mermid"; did you mean "mermaid"?'],
    ["--format dot --depth 2", "--depth says how far from an event: --around ID --depth N"],
    ["--format dot --around zz", 'no event has the id "zz"'],
    ["--format dot --around o1 --violation 1 --rules rules.yaml", "--violation and --around are two things"],
    ["--format dot --violation 1", "--violation needs the rules it violates"],
  ])("says what is wrong with: %s", async (flags, message) => {
    const { status, out, err } = await draw(flags);
    expect([status, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });
});
