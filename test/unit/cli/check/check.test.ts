import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { commandLine, lines, type World, Written } from "../command-line.ts";

const RULES = `constraints:
  - { name: alerted, mustMatch: { trigger: Sensor.critical, response: Alerter.alert } }
  - { name: single, never: { pattern: [Alerter.alert, Alerter.alert], withinCause: Sensor.critical }, severity: warning }
`;
const GOOD = lines(
  { id: "s1", name: "Sensor.critical", time: 1 },
  { id: "a1", name: "Alerter.alert", time: 2, causes: ["s1"] },
);
const BAD = lines({ id: "s2", name: "Sensor.critical", time: 3 });

async function checkJson(events: World["files"], flags = "", rules = RULES): Promise<any> {
  const names = Object.keys(events ?? {}).join(" ");
  const { status, out, err } = await commandLine(`check ${names} --rules rules.yaml --json ${flags}`, {
    files: { ...events, "rules.yaml": rules },
  });
  return { status, err, report: out === "" ? undefined : JSON.parse(out) };
}

describe("check", () => {
  it("reports what holds", async () => {
    const { status, report, err } = await checkJson({ "e.ndjson": GOOD });
    expect(status).toBe(0);
    expect(err).toBe("");
    expect(report).toEqual({
      version: 1,
      outcome: "completed",
      events: {
        read: 2,
        admitted: 2,
        duplicates: 0,
        rejected: 0,
        missingCauses: 0,
        lateCauses: 0,
        evicted: 0,
        retained: 2,
        peakRetained: 2,
        peakPinned: 1,
        peakHeld: 0,
        peakScopes: 1,
      },
      watches: [],
      constraints: [
        {
          name: "alerted",
          kind: "mustMatch",
          severity: "error",
          status: "satisfied",
          instances: 1,
          satisfied: 1,
          violated: 0,
          inconclusive: 0,
          unknownPast: 0,
          predicateErrors: 0,
        },
        {
          name: "single",
          kind: "never",
          severity: "warning",
          status: "satisfied",
          instances: 1,
          satisfied: 1,
          violated: 0,
          inconclusive: 0,
          unknownPast: 0,
          predicateErrors: 0,
        },
      ],
      violations: [],
      inconclusive: [],
    });
  });

  it("reports violations, and exits 1 for errors only", async () => {
    const { status, report } = await checkJson({ "e.ndjson": GOOD + BAD });
    expect(status).toBe(1);
    expect(report.violations).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]+$/),
        constraint: "alerted",
        kind: "mustMatch",
        severity: "error",
        reason: "streamEnded",
        instance: "s2",
        events: ["s2"],
        chain: ["s2"],
        certain: true,
        message: expect.any(String),
      },
    ]);
    const twice = GOOD + lines({ id: "a2", name: "Alerter.alert", causes: ["s1"] });
    const warned = await checkJson({ "e.ndjson": twice });
    expect(warned.status).toBe(0);
    expect(warned.report.violations).toMatchObject([
      { severity: "warning", events: ["a1", "a2"], chain: ["s1", "a2"] },
    ]);
  });

  it("draws violations with their chains for people", async () => {
    const middle = lines({ id: "m", name: "Router.routed", causes: ["s1"] });
    const { status, out, err } = await commandLine("check e.ndjson --rules rules.yaml", {
      files: {
        "e.ndjson":
          GOOD + middle + lines({ id: "a2", name: "Alerter.alert", time: "2026-01-01", causes: ["m"] }) + BAD,
        "rules.yaml": RULES,
      },
    });
    expect({ status, err }).toEqual({ status: 1, err: "" });
    expect(out).toMatchInlineSnapshot(`
      "constraint  kind       status                instances  satisfied  violated  inconclusive
      alerted     mustMatch  ✗ violated                    2          1         1             0
      single      never      ✗ violated (warning)          2          1         1             0

      ! single: Sensor.critical "s1" caused all of Alerter.alert "a1", Alerter.alert "a2"
          Sensor.critical  s1  e.ndjson  t=1
          ↓
          Router.routed    m   e.ndjson  t=2
          ↓
          Alerter.alert    a2  e.ndjson  2026-01-01T00:00:00.000Z
          with Alerter.alert  a1

      ✗ alerted: Sensor.critical "s2" caused no Alerter.alert before the stream ended
          Sensor.critical  s2  e.ndjson  t=3

      5 lines read, 5 events admitted.
      1 violation of severity error, 1 of severity warning.
      "
    `);
  });

  it("draws no times where nobody gave one", async () => {
    const rules = "constraints: [{ never: { pattern: [A, B] } }]";
    const drawn = async (time: object): Promise<string> => {
      const events = lines({ id: "a", name: "A" }, { id: "b", name: "B", causes: ["a"], ...time });
      const files = { "e.ndjson": events, "rules.yaml": rules };
      return (await commandLine("check e.ndjson --rules rules.yaml", { files })).out;
    };
    expect(await drawn({})).toContain("\n    A  a  e.ndjson\n    ↓\n    B  b  e.ndjson\n");
    expect(await drawn({ time: 7 })).toContain("\n    A  a  e.ndjson  t=0\n    ↓\n    B  b  e.ndjson  t=7\n");
  });

  it("draws the first twenty violations and counts the rest", async () => {
    const events = Array.from({ length: 23 }, (_, at) => ({ id: `s${at}`, name: "Sensor.critical" }));
    const { out } = await commandLine("check e.ndjson --rules rules.yaml", {
      files: { "e.ndjson": lines(...events), "rules.yaml": RULES },
    });
    expect(out.match(/✗ alerted: /g)).toHaveLength(20);
    expect(out).toContain("… and 3 more violations: --json lists all\n");
    expect(out).toContain("23 violations.");
  });

  it.each([
    ["whose every event a condition failed on", lines({ id: "b", name: "B" }), "1 constraint inconclusive"],
    [
      "with an instance that could not be decided",
      lines({ id: "b", name: "B", data: { x: 2 }, causes: ["gone"] }),
      "1 constraint inconclusive (1 instance)",
    ],
    [
      "that is violated too",
      lines({ id: "b", name: "B", data: { x: 2 }, causes: ["gone"] }, { id: "c", name: "B", data: { x: 2 } }),
      "1 instance inconclusive",
    ],
  ])("does not keep quiet about a constraint %s", async (_, content, said) => {
    const rules = "constraints: [{ precededBy: { effect: { name: B, where: data.x > 1 }, cause: A } }]";
    const files = { "e.ndjson": content, "rules.yaml": rules };
    const { out } = await commandLine("check e.ndjson --rules rules.yaml", { files });
    expect(out.trimEnd().split("\n").at(-1)).toMatch(/^(No violations|1 violation), /);
    expect(out).toContain(`, ${said}.\n`);
  });

  it("does not tick off what there was nothing to check on", async () => {
    const rules = `constraints:
  - { name: asked, mustMatch: { trigger: A, response: B } }
  - { name: known, precededBy: { effect: A, cause: B } }
  - { name: scoped, never: { pattern: [B, B], withinCause: A }, severity: warning }
  - { name: at_all, never: { pattern: A } }
`;
    const statuses = async (content: string): Promise<string[]> => {
      const files = { "e.ndjson": content, "rules.yaml": rules };
      const { out } = await commandLine("check e.ndjson --rules rules.yaml", { files });
      return out
        .split("\n")
        .slice(1, 5)
        .map((line) => line.split(/ {2,}/)[2]!);
    };
    const none = "– no instance";
    expect(await statuses("")).toEqual([none, none, none, none]);
    expect(await statuses(lines({ id: "c", name: "C" }))).toEqual([none, none, none, "✓ satisfied"]);
    const all = lines({ id: "b", name: "B" }, { id: "a", name: "A", causes: ["b"] });
    expect((await statuses(all)).slice(0, 3)).toEqual(["✗ violated", "✓ satisfied", "✓ satisfied"]);
  });

  it("keeps control characters of events from the terminal", async () => {
    const { out } = await commandLine("check e.ndjson --rules rules.yaml", {
      files: {
        "e.ndjson": lines({ id: "\u001B[2J", name: "Sensor.critical", source: "\u0007" }),
        "rules.yaml": RULES,
      },
    });
    // oxlint-disable-next-line no-control-regex -- they are what it looks for
    expect(out).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
    expect(out).toContain("\\u001b[2J");
  });

  it("colours on a terminal only, and not where NO_COLOR is set", async () => {
    const files = { "e.ndjson": GOOD, "rules.yaml": RULES };
    const coloured = async (world: World): Promise<boolean> =>
      (await commandLine("check e.ndjson --rules rules.yaml", { files, ...world })).out.includes("\u001B[");
    expect(await coloured({})).toBe(false);
    expect(await coloured({ tty: true })).toBe(true);
    expect(await coloured({ tty: true, env: { NO_COLOR: "1" } })).toBe(false);
    expect(await coloured({ tty: true, env: { NO_COLOR: "" } })).toBe(true);
    expect(await coloured({ tty: true, env: { TERM: "dumb" } })).toBe(false);
  });

  it("says nothing when quiet", async () => {
    const files = { "e.ndjson": `${GOOD}broken\n${BAD}`, "rules.yaml": RULES };
    expect(await commandLine("check e.ndjson --rules rules.yaml --quiet", { files })).toEqual({
      status: 1,
      out: "",
      err: "",
    });
    const json = await commandLine("check e.ndjson --rules rules.yaml -q --json", { files });
    expect(JSON.parse(json.out)).toMatchObject({ outcome: "completed" });
    expect(json.err).toBe("");
  });

  it("gives the same bytes for the same input", async () => {
    const files = { "a.ndjson": GOOD + BAD, "b.ndjson": BAD, "rules.yaml": RULES };
    const once = await commandLine("check a.ndjson b.ndjson --rules rules.yaml --json", { files });
    expect(await commandLine("check a.ndjson b.ndjson --rules rules.yaml --json", { files })).toEqual(once);
  });
});

describe("event files", () => {
  const expected = (await_: any): any => expect(await_).resolves;

  it("may be gzip under any name, in several members, and may come through stdin", async () => {
    const packed = gzipSync(GOOD + BAD);
    const plain = (await checkJson({ "e.ndjson": GOOD + BAD })).report;
    expect((await checkJson({ "e.ndjson": packed })).report).toEqual(plain);
    expect(
      (await checkJson({ "e.ndjson.gz": Buffer.concat([gzipSync(GOOD), gzipSync(BAD)]) })).report,
    ).toEqual(plain);
    for (const stdin of [packed, GOOD + BAD, bytewise(packed), bytewise(Buffer.from(GOOD + BAD))]) {
      const { out } = await commandLine("check - --rules r --json", { stdin, files: { r: RULES } });
      expect(JSON.parse(out)).toEqual(plain);
    }
    await expected(
      commandLine("check e.ndjson.gz --rules r", { files: { r: RULES, "e.ndjson.gz": GOOD } }),
    ).toMatchObject({ status: 0 });
  });

  it("may be gzip that is padded with zeros, and nothing else may follow them", async () => {
    const plain = (await checkJson({ "e.ndjson": GOOD + BAD })).report;
    for (const zeros of [1, 8, 40_000]) {
      const padded = Buffer.concat([gzipSync(GOOD + BAD), Buffer.alloc(zeros)]);
      for (const stdin of [padded, bytewise(padded)]) {
        const { out } = await commandLine("check - --rules r --json", { stdin, files: { r: RULES } });
        expect(JSON.parse(out)).toEqual(plain);
      }
      const hiding = Buffer.concat([padded, gzipSync(BAD)]);
      const { status, err, report } = await checkJson({ e: hiding });
      expect(status).toBe(2);
      expect(err).toContain("e: the gzip data is damaged (there is more behind the zeros at its end)");
      expect(report).toMatchObject({ outcome: "failed", events: { read: 3 } });
    }
  });

  it("may have a byte order mark, CRLF, blank lines and no newline at the end", async () => {
    const content = `\uFEFF${GOOD.replaceAll("\n", "\r\n\r\n \t\r\n")}`;
    const { status, report, err } = await checkJson({
      "e.ndjson": content.slice(0, content.lastIndexOf("}") + 1),
    });
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(report.events).toMatchObject({ read: 2, admitted: 2 });
  });

  it("are read one line each in turn, blank lines taking none", async () => {
    const rules = "constraints: [{ name: first, never: { pattern: Tick } }]";
    const order = async (files: Record<string, string>): Promise<string[]> =>
      (await checkJson(files, "", rules)).report.violations.map(
        (each: { instance: string }) => each.instance,
      );
    const ticks = (...ids: string[]): string => lines(...ids.map((id) => ({ id, name: "Tick" })));
    expect(await order({ a: ticks("a1", "a2", "a3"), b: ticks("b1"), c: ticks("c1", "c2") })).toEqual([
      "a1",
      "b1",
      "c1",
      "a2",
      "c2",
      "a3",
    ]);
    expect(await order({ a: `\n\n${ticks("a1", "a2")}`, b: `broken\n${ticks("b1")}` })).toEqual([
      "a1",
      "a2",
      "b1",
    ]);
  });

  it("are a source each, named by their base name, also where two share it", async () => {
    const { out } = await commandLine("check e.ndjson ./e.ndjson - --rules r", {
      stdin: lines({ id: "c", name: "Tick", source: "mine" }, { id: "d", name: "Tick" }),
      files: {
        "e.ndjson": lines({ id: "a", name: "Tick" }),
        r: "constraints: [{ never: { pattern: Tick } }]",
      },
    });
    expect(out).toMatch(/Tick {2}a {2}e\.ndjson/);
    expect(out).toMatch(/Tick {2}c {2}mine/);
    expect(out).toMatch(/Tick {2}d {2}stdin/);
    expect(out).toContain("1 duplicate ignored");
  });

  it("are a source each, also where one is called as another would be numbered", async () => {
    const { out } = await commandLine("check e.ndjson e.ndjson#2 ./e.ndjson --rules r --json", {
      files: {
        "e.ndjson": lines({ id: "a", name: "Tick", causes: ["lost"] }),
        "e.ndjson#2": lines({ id: "b", name: "Tick" }),
        r: "watch: [{ pattern: Tick }]",
      },
    });
    expect(JSON.parse(out).events).toMatchObject({ read: 3, admitted: 2, duplicates: 1, missingCauses: 1 });
  });

  it("give a line without a time the highest so far in its file", async () => {
    const rules = "constraints: [{ mustMatch: { trigger: A, response: B, within: { ms: 10 } } }]";
    const statusOf = async (...events: object[]): Promise<string> =>
      (await checkJson({ e: lines(...events) }, "", rules)).report.constraints[0].status;
    const a = { id: "a", name: "A", time: 100 };
    const b = { id: "b", name: "B", causes: ["a"] };
    expect(await statusOf(a, { id: "x", name: "X", time: 111 }, { ...b, time: 110 })).toBe("violated");
    expect(await statusOf(a, { id: "x", name: "X", time: 110 }, b)).toBe("satisfied");
    expect(await statusOf(a, { id: "x", name: "X", time: 50 }, b, { id: "y", name: "Y", time: 200 })).toBe(
      "satisfied",
    );
    // A broken line has no time; a line repeated later is the same event.
    expect(await statusOf(a, { id: "", name: "X", time: 500 }, b)).toBe("satisfied");
    const again = await checkJson({ e: lines({ id: "z", name: "Z" }, a, { id: "z", name: "Z" }) }, "", rules);
    expect(again.report.events).toMatchObject({ duplicates: 1, rejected: 0 });
  });

  it("knows an event again by what its data says, however it is written", async () => {
    const text = [
      '{"id":"a","name":"A","data":{"x":1,"y":[2]}}',
      '{"id":"a","name":"A","data":{"y": [2.0], "x":1}}',
      '{"id":"a","name":"A","data":{"x":1,"y":["2"]}}',
    ].join("\n");
    const { report } = await checkJson({ "e.ndjson": text });
    expect(report.events).toMatchObject({ read: 3, admitted: 1, duplicates: 1, rejected: 1 });
  });

  it.each(['{"id":"x","name":"!","time":1e6}', '{"id":"x","name":"X","time":1e999}'])(
    "do not take the time of what is no event for the clock: %s",
    async (broken) => {
      const rules =
        "constraints: [{ mustMatch: { trigger: A, response: B, within: { ms: 10, clock: arrival } } }]";
      const trigger = lines({ id: "a", name: "A", time: 0 });
      const response = lines({ id: "b", name: "B", time: 5, causes: ["a"] });
      const { status, report } = await checkJson({ e: `${trigger}${broken}\n${response}` }, "", rules);
      expect(status).toBe(0);
      expect(report.constraints[0]).toMatchObject({ satisfied: 1, violated: 0 });
    },
  );

  it("take the times of the events for the clock where a rule asks for that of arrival", async () => {
    const rules =
      "constraints: [{ mustMatch: { trigger: A, response: B, within: { ms: 10, clock: arrival } } }]";
    const verdict = async (...events: object[]): Promise<unknown> => {
      const { report } = await checkJson(
        { e: lines({ id: "a", name: "A", time: 100 }, ...events) },
        "",
        rules,
      );
      return report.violations[0]?.reason ?? report.constraints[0].status;
    };
    const b = { id: "b", name: "B", causes: ["a"] };
    expect(await verdict({ ...b, time: 110 })).toBe("satisfied");
    expect(await verdict({ id: "x", name: "X", time: 111 }, { ...b, time: 105 })).toBe("deadline");
    expect(await verdict({ id: "x", name: "X", time: 109 })).toBe("streamEnded");
  });

  it("that are cut off are broken off, with the report so far", async () => {
    const many = lines(
      ...Array.from({ length: 5_000 }, (_, at) => ({
        id: `s${at}`,
        name: "Sensor.critical",
        data: Math.sin(at),
      })),
    );
    const packed = gzipSync(many);
    const { status, report, err } = await checkJson({
      "e.gz": packed.subarray(0, packed.length / 2),
      good: GOOD,
    });
    expect(status).toBe(2);
    expect(report.outcome).toBe("failed");
    expect(report.events.read).toBeGreaterThan(1_000);
    expect(report.constraints[0]).toMatchObject({ violated: 0, status: "inconclusive" });
    expect(report.inconclusive[0]).toMatchObject({ constraint: "alerted", reason: "sourceFailed" });
    expect(report.inconclusive).toHaveLength(
      report.constraints.reduce((sum: number, each: any) => sum + each.inconclusive, 0),
    );
    expect(err).toContain("e.gz: the gzip data is cut off: the report is of what came before");
    const damaged = Buffer.from(packed);
    damaged[damaged.length - 8]! ^= 0xff;
    expect((await checkJson({ "e.gz": damaged })).err).toContain("the gzip data is damaged");
    const trailed = Buffer.concat([gzipSync(GOOD), gzipSync(BAD), Buffer.from("junk")]);
    const before = await checkJson({ "e.gz": trailed });
    expect(before.report.events.read).toBe((await checkJson({ e: GOOD + BAD })).report.events.read);
  });
});

async function* bytewise(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const byte of bytes) yield Uint8Array.of(byte);
}

it("tells the first ids of many that are missing, or that cite each other", async () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => `x${at}`);
  const missing = await checkJson({ e: lines({ id: "a", name: "A", causes: ids }) });
  const ten = '"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9" and 990 more';
  expect(missing.err).toContain(`A "a" was admitted without ${ten}: `);
  const ring = ids.map((id, at) => ({ id, name: "A", causes: [ids[(at + 1) % ids.length]!] }));
  const cycle = await checkJson({ e: lines(...ring) });
  expect(cycle.err).toContain(`events ${ten} cite each other in a cycle`);
});

describe("a line that is no event is told with its place, counted and skipped:", () => {
  it.each([
    ["nope", 'not JSON: unexpected "o"'],
    ['{"id":"x","name":"A"', "not JSON: the line is cut off"],
    ['{"id":"x","na', "not JSON: the line is cut off"],
    ["[1]", "not an event: expected an object with id and name, got [1]"],
    ["12", "not an event: expected an object with id and name, got 12"],
    ["null", "not an event: expected an object with id and name, got null"],
    ['{"name":"A"}', "id: is missing; an event needs one, so that others can cite it"],
    ['{"id":7,"name":"A"}', "id: expected a non-empty string, got 7"],
    ['{"id":"","name":"A"}', 'id: expected a non-empty string, got ""'],
    ['{"id":"x"}', "name: expected a string, got undefined"],
    ['{"id":"x","name":"A b"}', 'name: "A b" is not dotted segments of letters, digits, "_" and "-"'],
    ['{"id":"x","name":"A","source":5}', "source: expected a non-empty string, got 5"],
    [
      '{"id":"x","name":"A","time":"yesterday"}',
      'time: expected epoch milliseconds or ISO 8601 such as "2026-01-31T12:00:00Z", got "yesterday"',
    ],
    [
      '{"id":"x","name":"A","time":"2026-02-30"}',
      'time: expected epoch milliseconds or ISO 8601 such as "2026-01-31T12:00:00Z", got "2026-02-30"',
    ],
    ['{"id":"x","name":"A","time":null}', "time: expected epoch milliseconds, got null"],
    ['{"id":"x","name":"A","time":1e999}', "time: expected epoch milliseconds, got Infinity"],
    ['{"id":"x","name":"A","causes":"s1"}', 'causes: expected a list of ids or events, got "s1"'],
    ['{"id":"x","name":"A","causes":[5]}', "causes[0]: expected an id or an event, got 5"],
    ['{"id":"x","name":"A","causes":["x"]}', 'causes[0]: event "x" cites itself'],
    [Buffer.from([0x7b, 0xff, 0x7d]), "not UTF-8 text"],
  ])("%s", async (line, problem) => {
    const content = Buffer.concat([Buffer.from(GOOD), Buffer.from(line), Buffer.from(`\n${BAD}`)]);
    const { status, report, err } = await checkJson({ "e.ndjson": content });
    expect(err).toBe(`e.ndjson:3: ${problem}\n`);
    expect(status).toBe(1);
    expect(report.events).toMatchObject({ read: 4, admitted: 3, rejected: 1 });
    const strict = await checkJson({ "e.ndjson": content }, "--strict");
    expect(strict.status).toBe(2);
    expect(strict.report.events).toMatchObject({ read: 3, admitted: 2, rejected: 1 });
    expect(strict.err).toBe(`e.ndjson:3: ${problem}\ntsrapide: stopped at a broken line (--strict)\n`);
  });

  it("an id that comes again with other content", async () => {
    const { status, report, err } = await checkJson({
      "e.ndjson": GOOD + lines({ id: "s1", name: "Other" }),
    });
    expect(status).toBe(0);
    expect(err).toMatch(/^e\.ndjson:3: .*"s1" came again with other content/);
    expect(report.events).toMatchObject({ read: 3, admitted: 2, rejected: 1 });
  });

  it("and the first hundred are shown", async () => {
    const { err, report } = await checkJson({ "e.ndjson": GOOD + "x\n".repeat(250) });
    expect(err.split("\n")).toHaveLength(102);
    expect(err).toContain("… and 150 more broken lines (250 in all)");
    expect(report.events.rejected).toBe(250);
  });
});

describe("nothing that checked nothing exits 0:", () => {
  it.each([
    ["an empty file", ""],
    ["blank lines", "\n \n"],
    ["broken lines", "a\nb\n"],
  ])("%s", async (_, content) => {
    const { status, err } = await checkJson({ "e.ndjson": content });
    expect(status).toBe(2);
    expect(err).toContain("tsrapide: not one readable line in e.ndjson");
  });

  it.each([
    ["check missing.ndjson --rules rules.yaml", "tsrapide: cannot read missing.ndjson: no such file\n"],
    ["check missing.ndjson good --rules rules.yaml", "tsrapide: cannot read missing.ndjson: no such file\n"],
    ["check . --rules rules.yaml", "tsrapide: cannot read .: it is a directory\n"],
    ["check good --rules missing.yaml", "tsrapide: cannot read missing.yaml: no such file\n"],
    [
      "check good --rules links.yaml",
      "tsrapide: links.yaml: nothing to check: it has no constraints and no watch\n",
    ],
    [
      "check good --rules wrong.yaml",
      'wrong.yaml:1:1: constraint: unknown key "constraint"; did you mean "constraints"? (known: window, watch, constraints, links)\nwrong.yaml:1:1: there is no rule: it needs constraints, watch or links\n',
    ],
    [
      "check rules.yaml --rules good",
      "good:1:1: this looks like events, not rules: events go first, or with lint behind --events\n",
    ],
    ["", "tsrapide: checks recorded or live events against rules about what caused what"],
    [
      "check",
      'tsrapide: no events: name at least one NDJSON file, or "-" for stdin\n"tsrapide check --help" shows how it is used\n',
    ],
    ["check good", "tsrapide: no rules: name the rule file with --rules RULES\n"],
    ["check - - --rules rules.yaml", 'tsrapide: "-" is given twice: stdin can be read once\n'],
    ["check - --rules -", "tsrapide: stdin cannot be the events and the rules at once\n"],
    ["explain - --rules - --violation 1", "tsrapide: stdin cannot be the events and the rules at once\n"],
    ["export - --rules - --format dot", "tsrapide: stdin cannot be the events and the rules at once\n"],
    ["lint - -", 'tsrapide: "-" is given twice: stdin can be read once\n'],
    ["lint - --events -", 'tsrapide: "-" is given twice: stdin can be read once\n'],
    [
      "chekc good --rules rules.yaml",
      'tsrapide: unknown command "chekc"; did you mean "check"? (known: check, explain, export, lint, suggest, tap)\n',
    ],
    [
      "good.ndjson --rules rules.yaml",
      'tsrapide: "good.ndjson" is no command; did you mean "check good.ndjson"?\n',
    ],
    ["--halp", 'tsrapide: unknown flag --halp; did you mean "--help"?\n'],
    [
      "check good --rules rules.yaml --widnow 5",
      'tsrapide: unknown flag --widnow; did you mean "--window"?\n',
    ],
    [
      "check good --rules rules.yaml --maxHeld 5",
      'tsrapide: unknown flag --maxHeld; did you mean "--max-held"?\n',
    ],
    ["check good --rules rules.yaml -x", "tsrapide: unknown flag -x\n"],
    ["check good --rules rules.yaml --window", "tsrapide: --window needs a value: --window N\n"],
    ["check good --rules --json", "tsrapide: --rules needs a value: --rules RULES\n"],
    [
      "check good --rules rules.yaml --window=10k",
      'tsrapide: --window takes a whole number of events from 1 up, or Infinity; got "10k"\n',
    ],
    [
      "check good --rules rules.yaml --window 0",
      'tsrapide: --window takes a whole number of events from 1 up, or Infinity; got "0"\n',
    ],
    [
      "check good --rules rules.yaml --remember 1.5",
      'tsrapide: --remember takes a whole number of events from 0 up, or Infinity; got "1.5"\n',
    ],
    [
      "check good --rules rules.yaml --json=yes",
      'tsrapide: --json is a switch: it takes no value, got "yes"\n',
    ],
    ["check good --rules rules.yaml --json --json", "tsrapide: --json is given twice\n"],
    [
      "check good --rules rules.yaml --fail-on vacous",
      'tsrapide: --fail-on knows inconclusive, vacuous, rejected, missing, predicateErrors; got "vacous"; did you mean "vacuous"?\n',
    ],
  ])("%s", async (argv, message) => {
    const result = await commandLine(argv, {
      files: {
        good: GOOD,
        "rules.yaml": RULES,
        "links.yaml": "links: [{ effect: A, cause: B, on: [id, id] }]",
        "wrong.yaml": "constraint: []\n",
      },
    });
    expect(result.status).toBe(2);
    expect(result.err).toContain(message);
    expect(result.out).toBe("");
  });

  it("an empty path, as a variable that is not set leaves it", async () => {
    const files = { "rules.yaml": RULES };
    const result = await commandLine(["check", "", "--rules", "rules.yaml"], { files });
    expect(result).toMatchObject({ status: 2, out: "" });
    expect(result.err).toContain("tsrapide: an argument is empty: is a variable of the shell not set?\n");
  });
});

describe("flags", () => {
  it("--help and --version work everywhere", async () => {
    for (const argv of ["--help", "-h", "help"])
      expect(await commandLine(argv)).toMatchObject({
        status: 0,
        out: expect.stringContaining("Examples:"),
        err: "",
      });
    for (const argv of ["check --help", "check -h", "help check", "check e --rules r --help"])
      expect(await commandLine(argv)).toMatchObject({
        status: 0,
        out: expect.stringContaining("Exit status:"),
        err: "",
      });
    for (const argv of ["--version", "-V", "check --version"])
      expect(await commandLine(argv)).toMatchObject({
        status: 0,
        out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      });
  });

  it("--window overrides the rule file's", async () => {
    const events = lines(...Array.from({ length: 9 }, (_, at) => ({ id: `x${at}`, name: "X" })));
    const retained = async (flags: string, rules: string): Promise<number> =>
      (await checkJson({ e: events }, flags, rules)).report.events.retained;
    const rules = "constraints: [{ never: { pattern: A } }]\n";
    expect(await retained("", rules)).toBe(9);
    expect(await retained("", `${rules}window: 5`)).toBe(5);
    expect(await retained("--window 3", `${rules}window: 5`)).toBe(3);
    expect(await retained("--window Infinity", `${rules}window: 5`)).toBe(9);
    expect(await retained("--window 1_000", `${rules}window: 5`)).toBe(9);
  });

  it("--max-held bounds what waits", async () => {
    const newestFirst = lines(
      { id: "c", name: "X", causes: ["b"] },
      { id: "b", name: "X", causes: ["a"] },
      { id: "a", name: "X" },
    );
    const missing = async (flags: string): Promise<number> =>
      (await checkJson({ e: newestFirst }, flags)).report.events.missingCauses;
    expect(await missing("")).toBe(0);
    expect(await missing("--max-held 1")).toBe(1);
  });

  it("--partial leaves open what the recording does not tell", async () => {
    const { status, report } = await checkJson({ e: BAD }, "--partial");
    expect(status).toBe(0);
    expect(report).toMatchObject({
      outcome: "completed",
      violations: [],
      inconclusive: [
        { constraint: "alerted", instance: "s2", reason: "cut" },
        { constraint: "single", instance: "s2", reason: "cut" },
      ],
    });
    expect((await checkJson({ e: BAD }, "--partial --fail-on inconclusive")).status).toBe(1);
  });

  it("--fail-on adds reasons", async () => {
    const only =
      "constraints: [{ name: n, precededBy: { effect: { name: B, where: data.x > 1 }, cause: A } }]";
    const fine = lines({ id: "a", name: "A" }, { id: "b", name: "B", data: { x: 2 }, causes: ["a"] });
    const statusWith = async (reason: string, events: string, rules = only): Promise<number> =>
      (await checkJson({ e: events }, reason === "" ? "" : `--fail-on ${reason}`, rules)).status;
    const all = "inconclusive,vacuous,rejected,missing,predicateErrors";
    expect(await statusWith(all, fine)).toBe(0);
    for (const [reason, events] of [
      ["vacuous", lines({ id: "a", name: "A" })],
      ["rejected", `${fine}broken\n`],
      ["missing", fine + lines({ id: "c", name: "C", causes: ["gone"] })],
      ["predicateErrors", fine + lines({ id: "c", name: "B" })],
      ["inconclusive", fine + lines({ id: "c", name: "B", data: { x: 2 }, causes: ["gone"] })],
    ] as const) {
      expect([reason, await statusWith("", events)]).toEqual([reason, 0]);
      expect([reason, await statusWith(reason, events)]).toEqual([reason, 1]);
      const others = all
        .split(",")
        .filter((each) => each !== reason && !(reason === "inconclusive" && each === "missing"));
      expect([reason, await statusWith(others.join(","), events)]).toEqual([reason, 0]);
    }
    const warning = only.replace("{ name: n,", "{ name: n, severity: warning,");
    expect(await statusWith("vacuous", lines({ id: "a", name: "A" }), warning)).toBe(0);
  });

  it("--fail-on says by what it failed", async () => {
    const events = `${GOOD}broken\nbroken\n${lines({ id: "c", name: "C", causes: ["gone"] })}`;
    const files = { e: events, r: RULES.replace("Alerter.alert }", "[Alerter.alert, C] }") };
    const failed = async (flags: string): Promise<{ status: number; out: string; err: string }> =>
      commandLine(`check e --rules r ${flags}`, { files });
    const told = await failed("--fail-on missing,rejected,vacuous");
    expect(told.status).toBe(1);
    expect(told.out).toMatch(
      /\nNo violations\.\nFailed by --fail-on: missing \(1 event\), rejected \(2 lines\)\.\n$/,
    );
    expect((await failed("--json --fail-on rejected")).err).toMatch(
      /\nFailed by --fail-on: rejected \(2 lines\)\.\n$/,
    );
    expect(await failed("--quiet --fail-on rejected")).toEqual({ status: 1, out: "", err: "" });
    expect((await failed("--fail-on vacuous")).out).toMatch(/\nNo violations\.\n$/);
    const rules =
      "constraints: [{ precededBy: { effect: { name: C, where: data.x > 1 }, cause: D } }, { never: { pattern: [E, F] } }]";
    const other = await commandLine("check e --rules r --fail-on vacuous,predicateErrors,inconclusive", {
      files: { e: events, r: rules },
    });
    expect(other.out).toContain(
      "Failed by --fail-on: vacuous (2 constraints), predicateErrors (1 event), inconclusive (1 constraint).\n",
    );
  });

  it("hints at the names seen where a selector matched nothing", async () => {
    const rules = `watch: [{ name: w, pattern: hot }]
links: [{ effect: alert, cause: Sensor.critical, on: [data.of, id] }]
constraints:
  - { name: typo, mustMatch: { trigger: Sensor.critcal, response: [Alerter.alert, Pager.pge] } }
  - { name: narrow, never: { pattern: { name: Sensor.critical, where: data.level > 9 } } }
`;
    const events = lines(
      { id: "a", name: "Sensor.critical", data: { level: 1 } },
      { id: "b", name: "Pager.page" },
      { id: "c", name: "Alerter.alert", causes: ["b"] },
    );
    const { err, status } = await checkJson({ e: events }, "", rules);
    expect(status).toBe(0);
    expect(err.split("\n")).toEqual([
      'constraint "typo": trigger matched nothing; no event is called "Sensor.critcal"; nearest seen: Sensor.critical, Alerter.alert, Pager.page',
      'constraint "typo": "Pager.pge" matched nothing; no event is called "Pager.pge"; nearest seen: Pager.page, Alerter.alert, Sensor.critical',
      'constraint "narrow": pattern matched nothing; "Sensor.critical" was seen, but "data.level > 9" never held',
      'watch "w": pattern matched nothing; no event is called "hot"; nearest seen: Pager.page, Alerter.alert, Sensor.critical',
      'link 1: "alert" matched nothing; no event is called "alert"; nearest seen: Alerter.alert, Pager.page, Sensor.critical',
      "",
    ]);
  });
});

describe("keys that no event has", () => {
  const MISSPELT =
    lines(
      { id: "s1", name: "Sensor.critical" },
      { id: "a1", name: "Alerter.alert", cause: "s1" },
      { id: "a2", name: "Alerter.alert", cause: "s1", timestamp: 5, level: 3 },
    ) + '{"id":"a3","name":"Alerter.alert","cause":"s1","parent":"s1"}';
  const HINTS = [
    'e.ndjson: key "cause" is no field of an event; did you mean "causes"? (3 lines)',
    'e.ndjson: key "timestamp" is no field of an event; did you mean "time"? (1 line)',
    'e.ndjson: key "level" is no field of an event; what rules are to read belongs in "data" (1 line)',
    'e.ndjson: key "parent" is no field of an event; did you mean "causes"? (1 line)',
  ];

  it("are ignored, and hinted at once a file", async () => {
    const { status, err, report } = await checkJson({ "e.ndjson": MISSPELT });
    expect(status).toBe(1);
    expect(report.events).toMatchObject({ read: 4, admitted: 4, rejected: 0 });
    expect(err.split("\n")).toEqual(expect.arrayContaining(HINTS));
    const two = await checkJson({
      "e.ndjson": MISSPELT,
      "f.ndjson": lines({ id: "x", name: "X", casues: [] }),
    });
    expect(two.err).toContain(
      'f.ndjson: key "casues" is no field of an event; did you mean "causes"? (1 line)',
    );
  });

  it("are hinted at where no line is an event because of them", async () => {
    const { status, err } = await checkJson({ "e.ndjson": lines({ id: "a", nam: "A" }) });
    expect(status).toBe(2);
    expect(err).toContain('e.ndjson: key "nam" is no field of an event; did you mean "name"? (1 line)');
  });

  it("are told apart as far as a hundred", async () => {
    const wide = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`column-${at}`, at]));
    const { err } = await checkJson({ "e.ndjson": GOOD + lines({ id: "w", name: "W", ...wide }) });
    expect(err.match(/is no field of an event/g)).toHaveLength(100);
  });
});

describe("says so where nothing says what caused what", () => {
  const UNRELATED = lines(
    { id: "s1", name: "Sensor.critical" },
    { id: "a1", name: "Alerter.alert", data: { of: "s1" } },
  );
  const LINKED = `${RULES}links: [{ effect: Alerter.alert, cause: Sensor.critical, on: [data.KEY, id] }]\n`;
  const hintWith = async (events: string, rules: string): Promise<string | undefined> =>
    (await checkJson({ "e.ndjson": events }, "", rules)).err
      .split("\n")
      .find((line: string) => line.startsWith("no event names a cause"));

  it("and rules ask for it", async () => {
    expect(await hintWith(UNRELATED, RULES)).toBe(
      "no event names a cause and there is no link rule: nothing says what caused what",
    );
    expect(await hintWith(UNRELATED, LINKED.replace("KEY", "off"))).toBe(
      "no event names a cause and no link rule found one: nothing says what caused what",
    );
  });

  it("and not where a link, or a single event, says it", async () => {
    expect(await hintWith(UNRELATED, LINKED.replace("KEY", "of"))).toBeUndefined();
    const backwards = `${UNRELATED.trim().split("\n").toReversed().join("\n")}\n`;
    expect(await hintWith(backwards, LINKED.replace("KEY", "of"))).toBeUndefined();
    expect(await hintWith(UNRELATED + lines({ id: "z", name: "Z", causes: ["s1"] }), RULES)).toBeUndefined();
  });

  it.each([
    "constraints: [{ never: { pattern: Sensor.critical } }]",
    "constraints: [{ never: { pattern: { allOf: [Sensor.critical, Alerter.alert] } } }]",
    "watch: [{ pattern: Sensor.critical }]",
  ])("but not where no rule asks: %s", async (rules) => {
    expect(await hintWith(UNRELATED, rules)).toBeUndefined();
  });

  it("a link of an event to itself says nothing", async () => {
    const own = `${RULES}links: [{ effect: "*.*", cause: "*.*", on: [id, id] }]\n`;
    expect(await hintWith(UNRELATED, own)).toBeDefined();
  });
});

describe("JSON that is not one object a line", () => {
  const events = [
    { id: "a", name: "A" },
    { id: "b", name: "B" },
  ];
  const array = "e.json: one object a line is read, this is an array: jq -c '.[]' e.json";

  it.each([
    ["an array", JSON.stringify(events), array],
    ["an array over several lines", JSON.stringify(events, undefined, 2), array],
    [
      "printed prettily",
      `\n${events.map((event) => JSON.stringify(event, undefined, 2)).join("\n")}`,
      "e.json: one object a line is read, here they go over several: jq -c . e.json",
    ],
  ])("is told how it can be made so: %s", async (_, content, hint) => {
    const { err, status } = await checkJson({ "e.json": content });
    expect(status).toBe(2);
    expect(err.split("\n").filter((line: string) => line.includes("jq "))).toEqual([hint]);
  });

  it("through stdin has no name", async () => {
    const { err } = await commandLine("check - --rules r", { files: { r: RULES }, stdin: "[]" });
    expect(err).toContain("stdin: one object a line is read, this is an array: jq -c '.[]'\n");
  });

  it("is not seen in a line further down", async () => {
    expect((await checkJson({ "e.json": `${GOOD}[1]\n{\n` })).err).not.toContain("jq");
  });
});

describe.each([
  ["another name", 'response: ["R", "Q"]', '"Q" matched nothing; no event is called "Q"; nearest seen: R, T'],
  [
    "another condition",
    'response: ["R", { name: "R", where: "data.x > 5" }]',
    '"R[data.x > 5]" matched nothing; "R" was seen, but "data.x > 5" never held',
  ],
])("an alternative that nothing matched, %s", (_, response, hint) => {
  it("is hinted at, and vacuous", async () => {
    const rules = `constraints: [{ name: c, mustMatch: { trigger: "T", ${response} } }]`;
    const events = (x: number): string =>
      lines({ id: "t", name: "T" }, { id: "r", name: "R", causes: ["t"], data: { x } });
    const vacuous = await checkJson({ e: events(1) }, "--fail-on vacuous", rules);
    expect(vacuous.status).toBe(1);
    expect(vacuous.err).toContain(`constraint "c": ${hint}\n`);
    expect((await checkJson({ e: events(1) }, "", rules)).status).toBe(0);
    if (hint.includes("held"))
      expect((await checkJson({ e: events(6) }, "--fail-on vacuous", rules)).status).toBe(0);
  });
});

it("hints once at what parts have in common, and at the names nearest to one", async () => {
  const rules = `constraints:
  - { name: asked, mustMatch: { trigger: Call, response: { anyOf: [Result, Result] } } }
  - name: late
    never:
      pattern: [{ anyOf: [Result, { name: Failure, where: data.rpc }] }, { name: Progress, where: data.late }]
      withinCause: Call
`;
  const events = lines({ id: "a", name: "Connect" }, { id: "b", name: "Close", causes: ["a"] });
  const { err } = await checkJson({ e: events }, "", rules);
  expect(err.split("\n")).toEqual([
    'constraint "asked": trigger matched nothing; no event is called "Call"; nearest seen: Close, Connect',
    'constraint "asked": response matched nothing; no event is called "Result"; nearest seen: Close, Connect',
    'constraint "late": withinCause matched nothing; no event is called "Call"',
    'constraint "late": pattern matched nothing; no event is called "Result"; no event is called "Failure"; nearest seen: Close, Connect',
    'constraint "late": pattern matched nothing; no event is called "Progress"; nearest seen: Close, Connect',
    "",
  ]);
});

// oxlint-disable no-control-regex -- terminals are told what to do by them
it("shows its progress on a terminal when it takes long", async () => {
  let now = 0;
  const clock = { now: () => (now += 700), setTimeout: () => undefined, clearTimeout: () => undefined };
  const files = { e: GOOD + "broken\n".repeat(2), r: RULES };
  const { err } = await commandLine("check e --rules r", { files, clock, tty: true });
  expect(err).toMatch(/^e:3: .*\ne:4: .*\n\r\u001B\[K2 events {2}\d\/s {2}100 %(\r\u001B\[K.*)*\r\u001B\[K$/);
  expect((await commandLine("check e --rules r --quiet", { files, clock, tty: true })).err).toBe("");
  expect((await commandLine("check e --rules r", { files, clock })).err).not.toContain("\u001B");
});

describe("a check that is stopped", () => {
  it("by Ctrl-C reports so far and exits 130", async () => {
    const stop = new AbortController();
    const stdin = (async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(BAD);
      setTimeout(() => stop.abort("SIGINT"), 20);
      await new Promise(() => {});
    })();
    for (const flags of ["--json", "--json --follow"]) {
      const world = {
        stdin: flags === "--json" ? stdin : endless(BAD),
        files: { r: RULES },
        signal: stop.signal,
      };
      const { status, out } = await commandLine(`check - --rules r ${flags}`, world);
      expect(status).toBe(130);
      expect(JSON.parse(out)).toMatchObject({
        outcome: "stopped",
        inconclusive: flags === "--json" ? [{ reason: "stopped" }, {}] : [],
      });
    }
  });

  it("by a reader that has gone says nothing and keeps its status", async () => {
    const stdout = new Written();
    stdout.closed = true;
    const files = { e: GOOD + BAD, r: RULES };
    expect(await commandLine("check e --rules r", { files, stdout })).toEqual({
      status: 1,
      out: "",
      err: "",
    });
    expect(
      await commandLine("check - --rules r --follow", { files, stdout, stdin: endless(GOOD) }),
    ).toMatchObject({ status: 141, err: "" });
  });
});

async function* endless(first: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(first);
  await new Promise(() => {});
}

it("does not take a failure of its own for a violation", async () => {
  const clock = {
    now: () => {
      throw new Error("no clock");
    },
    setTimeout: () => undefined,
    clearTimeout: () => undefined,
  };
  const { status, err } = await commandLine("check e --rules r --follow", {
    files: { e: GOOD, r: RULES },
    clock,
  });
  expect({ status, err }).toEqual({
    status: 2,
    err: expect.stringContaining("tsrapide: failed: Error: no clock"),
  });
});

it("draws no arrow between events that need not be related", async () => {
  const rules =
    "constraints:\n  - { name: both, never: { pattern: { allOf: [Sensor.critical, Alerter.alert] } } }\n";
  const { out } = await commandLine("check e.ndjson --rules rules.yaml", {
    files: { "e.ndjson": GOOD, "rules.yaml": rules },
  });
  expect(out).toContain("✗ both: the stream holds all of");
  expect(out).not.toContain("↓");
});
