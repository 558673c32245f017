import { describe, expect, it } from "vitest";
import { commandLine, lines } from "../command-line.ts";

const EVENTS = lines(
  { id: "s1", name: "Sensor.critical", data: { level: 3 } },
  { id: "a1", name: "Alerter.alert", causes: ["s1"] },
);
const lint = (rules: string, flags = "") =>
  commandLine(`lint rules.yaml ${flags}`, { files: { "rules.yaml": rules, "e.ndjson": EVENTS } });
const constraints = (...all: string[]): string =>
  `constraints:\n${all.map((each) => `  - ${each}\n`).join("")}`;

describe("lint", () => {
  it("finds nothing in rules that are in order", async () => {
    const rules = constraints("mustMatch: { trigger: Sensor.critical, response: Alerter.alert }");
    expect(await lint(rules, "--events e.ndjson")).toEqual({
      status: 0,
      out: "rules.yaml: nothing to complain of\n",
      err: "",
    });
  });

  it("tells a problem on one line, and lets no name move the cursor", async () => {
    const rules = constraints('never: { pattern: "\\e[31mRED\\n" }');
    const said = 'constraints[0].never.pattern: "\\u001b[31mRED\\u000a" is not an event name';
    expect((await lint(rules)).out).toContain(`rules.yaml:2:23: error: ${said}`);
    const files = { "rules.yaml": rules, "e.ndjson": EVENTS };
    expect((await commandLine("check e.ndjson --rules rules.yaml", { files })).err).toContain(
      `rules.yaml:2:23: ${said}`,
    );
  });

  it("tells everything that keeps a file from being used, with its place", async () => {
    const { status, out } = await lint(
      constraints(
        "mustMach: { trigger: A, response: B }",
        '{ name: x, never: { pattern: { name: A, where: "data.x >" } } }',
      ),
    );
    expect(status).toBe(1);
    expect(out).toMatch(
      /^rules\.yaml:2:5: error: constraints\[0\]\.mustMach: unknown key "mustMach"; did you mean "mustMatch"\?/,
    );
    expect(out).toMatch(/rules\.yaml:3:\d+: error: constraints\[1\].*where/);
    expect(out).toMatch(/\n3 errors, 0 warnings\n$/);
  });

  it.each([
    [
      "mustMatch: { trigger: Sensor.*, response: Sensor.ok }",
      "error",
      "cannot hold: every response is a trigger again",
    ],
    [
      "precededBy: { effect: Sensor.*, cause: Sensor.on }",
      "error",
      "cannot hold: every cause is an effect again",
    ],
    ['never: { pattern: { name: A, where: "1 > 2" } }', "error", 'has a condition that never holds, "1 > 2"'],
    [
      'never: { pattern: { name: A, where: "true" } }',
      "warning",
      'has a condition that always holds, "true"',
    ],
    [
      "mustMatch: { trigger: A, response: [B.*, B.c] }",
      "warning",
      "names B.c beside B.*, which takes it already",
    ],
    ["mustMatch: { trigger: A, response: [B, B] }", "warning", "names B beside B, which takes it already"],
  ])("complains of %s", async (rule, severity, message) => {
    const { status, out } = await lint(constraints(rule));
    expect(status).toBe(severity === "error" ? 1 : 0);
    expect(out).toContain(`rules.yaml:2:5: ${severity}: constraints[0]: `);
    expect(out).toContain(message);
    expect(out.trimEnd().split("\n")).toHaveLength(2);
  });

  it.each([
    "mustMatch: { trigger: Sensor.critical, response: [Sensor.*, Alerter.alert] }",
    "mustMatch: { trigger: Sensor.on, response: Sensor.* }",
    "precededBy: { effect: Sensor.ok, cause: Sensor.* }",
    'mustMatch: { trigger: A, response: [{ name: B, where: "data.x > 1" }, { name: B, where: "data.x < 0" }] }',
    "never: { pattern: [A, A], withinCause: A }",
    'never: { pattern: { name: A, where: "[1, 2].exists(x, x == data.y)" } }',
  ])("does not complain of %s", async (rule) => {
    expect((await lint(constraints(rule))).out).toBe("rules.yaml: nothing to complain of\n");
  });

  it("finds rules that say the same under two names", async () => {
    const { status, out } = await lint(
      constraints(
        "{ name: one, mustMatch: { trigger: A, response: B, within: { ms: 5 } } }",
        "{ name: two, mustMatch: { trigger: A, response: B, within: { ms: 5 } }, severity: warning }",
        "{ name: three, mustMatch: { trigger: A, response: B, within: { ms: 6 } } }",
      ),
    );
    expect(status).toBe(0);
    expect(out).toBe(
      'rules.yaml:3:5: warning: constraints[1]: "two" says the same as "one"\n0 errors, 1 warning\n',
    );
  });

  it("tries the rules on events: what never applies, and what fails", async () => {
    const { status, out } = await lint(
      constraints(
        "{ name: a, mustMatch: { trigger: Sensor.critcal, response: Alerter.alert } }",
        '{ name: b, never: { pattern: { name: Alerter.alert, where: "data.level > 1" } } }',
      ),
      "--events e.ndjson",
    );
    expect(status).toBe(0);
    expect(out).toContain(
      'rules.yaml: warning: constraint "a": trigger matched nothing; no event is called "Sensor.critcal"; nearest seen: Sensor.critical',
    );
    expect(out).toContain('constraint "b": a condition failed on 1 event, which it then did not select');
  });

  describe("warns of a link that found nothing though both sides came", () => {
    const linted = async (on: string, ...further: object[]): Promise<string[]> => {
      const { status, out } = await commandLine("lint r.yaml --events e.ndjson", {
        files: {
          "r.yaml": `${constraints("never: { pattern: Req }")}links: [{ effect: Rep, cause: Req, on: ${on} }]`,
          "e.ndjson": lines({ id: "1", name: "Req" }, { id: "2", name: "Rep", data: { req: 1 } }, ...further),
        },
      });
      expect(status).toBe(0);
      return out.split("\n").filter((line) => line.includes("link 1"));
    };
    const warning = "r.yaml: warning: link 1: no link was made, though Rep and Req both came: ";

    it("since one has no key", async () => {
      expect(await linted("[data.reqq, id]")).toEqual([`${warning}no Rep has data.reqq`]);
      expect(await linted("[data.req, data.id]")).toEqual([`${warning}no Req has data.id`]);
    });

    it("since no two keys are equal", async () => {
      expect(await linted("[data.req, id]")).toEqual([
        `${warning}data.req of no Rep is id of a Req (such as 1 and "1")`,
      ]);
    });

    it("and of no other", async () => {
      expect(await linted("[data.req, id]", { id: "3", name: "Rep", data: { req: "1" } })).toEqual([]);
      const early = { id: "3", name: "Rep", data: { req: "4" } };
      expect(await linted("[data.req, id]", early, { id: "4", name: "Req" })).toEqual([]);
    });
  });

  it("tells keys of events that no event has", async () => {
    const { status, out } = await commandLine("lint rules.yaml --events e.ndjson", {
      files: {
        "rules.yaml": constraints("never: { pattern: A }"),
        "e.ndjson": lines({ id: "a", name: "A" }, { id: "b", name: "A", cause: "a" }),
      },
    });
    expect(status).toBe(0);
    expect(out).toBe(
      'rules.yaml: warning: e.ndjson: key "cause" is no field of an event; did you mean "causes"? (1 line)\n0 errors, 1 warning\n',
    );
  });

  it("knows events where rules should be", async () => {
    const said =
      "e.ndjson:1:1: error: this looks like events, not rules: events go first, or with lint behind --events\n";
    const { status, out } = await commandLine("lint rules.yaml e.ndjson", {
      files: { "rules.yaml": constraints("never: { pattern: A }"), "e.ndjson": `\n${EVENTS}` },
    });
    expect(status).toBe(1);
    expect(out).toBe(`${said}1 error, 0 warnings\n`);
  });

  it("answers as data", async () => {
    const { out } = await lint(constraints("precededBy: { effect: A, cause: A }"), "--json");
    expect(JSON.parse(out)).toMatchObject({
      findings: [{ file: "rules.yaml", line: 2, column: 5, severity: "error" }],
    });
  });

  it.each([
    ["lint", "no rules: name at least one rule file"],
    ["lint no.yaml", "cannot read no.yaml: no such file"],
    ["lint rules.yaml --events no.ndjson", "cannot read no.ndjson: no such file"],
    ["lint rules.yaml --event e.ndjson", "unknown flag --event; did you mean"],
  ])("says what is wrong with: %s", async (args, message) => {
    const files = { "rules.yaml": constraints("never: { pattern: A }") };
    const { status, err } = await commandLine(args, { files });
    expect(status).toBe(2);
    expect(err).toContain(message);
  });
});
