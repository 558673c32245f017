import { describe, expect, it } from "vitest";
import { parseRules, RuleFileError } from "../../../src/rules/index.ts";
import type { CausalEvent } from "../../../src/event.ts";

const EXAMPLE = `window: 5000
watch:
  - { name: hot, pattern: Sensor.reading, where: "data.temperature > 100" }
  - { name: chain, pattern: [Sensor.critical_reading, Alerter.alert] }        # match: all | nearest | direct
constraints:
  - { name: critical_must_alert, mustMatch: { trigger: Sensor.critical_reading, response: [Alerter.alert, Pager.page], within: { ms: 5000 } } }
  - { name: no_duplicate_alerts, never: { pattern: [Alerter.alert, Alerter.alert], withinCause: Sensor.critical_reading }, severity: warning }
  - { name: approved,            precededBy: { effect: Payment.sent, cause: { name: Approval.granted, where: "data.level >= 2" } } }
links:
  - { effect: Alerter.alert, cause: Sensor.critical_reading, on: [data.readingId, id] }
`;

function problemsOf(text: string): string[] {
  try {
    parseRules(text, { file: "r.yaml" });
  } catch (error) {
    if (error instanceof RuleFileError) return error.message.split("\n");
    throw error;
  }
  return [];
}

function event(name: string, fields: Partial<CausalEvent> = {}): CausalEvent<any> {
  return { id: "e1", name, source: "s", time: 0, data: {}, causes: [], ...fields };
}

describe("a rule file", () => {
  it("becomes watches, constraints and links", () => {
    const rules = parseRules(EXAMPLE);
    expect(rules.window).toBe(5000);
    expect(rules.watches.map(({ name, match, parts }) => [name, match, parts.length])).toEqual([
      ["hot", "all", 1],
      ["chain", "all", 2],
    ]);
    const [alert, duplicates, approved] = rules.constraints;
    expect(alert).toMatchObject({
      kind: "mustMatch",
      name: "critical_must_alert",
      severity: "error",
      trigger: { kind: "selector", name: "Sensor.critical_reading" },
      response: { kind: "anyOf", selectors: [{ name: "Alerter.alert" }, { name: "Pager.page" }] },
      within: { ms: 5000 },
    });
    expect(duplicates).toMatchObject({ kind: "never", severity: "warning", pattern: { kind: "allOf" } });
    expect(approved).toMatchObject({ cause: { label: "data.level >= 2" } });
    const [link] = rules.links;
    expect(link?.effectKey(event("Alerter.alert", { data: { readingId: "r1" } }))).toBe("r1");
    expect(link?.effectKey(event("Alerter.alert", { data: null }))).toBeUndefined();
    expect(link?.effectKey(event("Alerter.alert", { data: { toString: 1 } }))).toBeUndefined();
    expect(link?.causeKey(event("Sensor.critical_reading"))).toBe("e1");
    expect(link?.wait).toBe(true);
  });

  it("may be JSON, with a byte order mark and CRLF, and may use aliases", () => {
    const json = JSON.stringify(
      { constraints: [{ never: { pattern: "A.b" } }], window: "Infinity" },
      null,
      "\t",
    );
    const rules = parseRules(`\uFEFF${json.replaceAll("\n", "\r\n")}`);
    expect(rules.constraints[0]).toMatchObject({ kind: "never", named: false });
    expect(rules.window).toBe(Infinity);
    const aliased = parseRules(
      "constraints:\n - never: { pattern: &hot { name: A, where: data.x > 1 } }\n - precededBy: { effect: *hot, cause: [*hot, B] }\n",
    );
    expect(aliased.constraints).toHaveLength(2);
  });

  it("reads every way to write a pattern", () => {
    const never = (pattern: unknown, rest = {}): unknown =>
      parseRules(JSON.stringify({ constraints: [{ never: { pattern, ...rest } }] })).constraints[0];
    const scoped = { withinCause: "C" };
    expect(never("A")).toMatchObject({ pattern: { kind: "seq", parts: [{ name: "A" }] } });
    expect(never({ name: "A" })).toMatchObject({ pattern: { kind: "seq", parts: [{ name: "A" }] } });
    expect(never({ anyOf: ["A", "B"] })).toMatchObject({
      pattern: { kind: "seq", parts: [{ kind: "anyOf" }] },
    });
    expect(never(["A", { anyOf: ["B"] }])).toMatchObject({ pattern: { kind: "seq" } });
    expect(never(["A", "B"], scoped)).toMatchObject({ pattern: { kind: "allOf" }, scope: "all" });
    expect(never({ seq: ["A", "B"] }, scoped)).toMatchObject({ pattern: { kind: "seq" } });
    expect(never({ allOf: ["A", "B"] })).toMatchObject({ pattern: { kind: "allOf" } });
    expect(never("A", { ...scoped, scope: "nearest" })).toMatchObject({ scope: "nearest" });
  });

  it("calls back for matches with the name of the watch", () => {
    const calls: unknown[] = [];
    const { watches } = parseRules("watch: [{ name: hot, pattern: A }]", {
      onMatch: (watch, first) => calls.push([watch, first?.id]),
    });
    watches[0]?.callback(event("A"));
    expect(calls).toEqual([["hot", "e1"]]);
  });
});

const selectorHint = 'expected a name such as "Sensor.reading" or { name, where }';

describe("what is wrong with a rule file is told with its place:", () => {
  it.each([
    ["", ["r.yaml:1:1: the file is empty: it needs constraints, watch or links"]],
    ["# nothing\n", ["r.yaml:1:1: the file is empty: it needs constraints, watch or links"]],
    ["window: 5\n", ["r.yaml:1:1: there is no rule: it needs constraints, watch or links"]],
    ["- a\n", ["r.yaml:1:1: expected a map with window, watch, constraints, links, got a list"]],
    ["hello", ['r.yaml:1:1: expected a map with window, watch, constraints, links, got "hello"']],
    ["constraints: []\nconstraints: []\n", ["r.yaml:2:1: the key is given twice"]],
    ["links: []\n---\nlinks: []\n", ['r.yaml:2:1: a rule file is one document: remove the "---"']],
    ["links: [\n", ['r.yaml:2:1: a "[" before this has no "]", or what it holds is not indented enough']],
    [
      "constraints:\n  - name: x\n   never: { pattern: A }\n",
      ['r.yaml:3:1: this line begins no item with "- ", and is not indented as its keys are'],
    ],
    ['{"id":"r1","name":"A"}\n{"id":"r2","name":"A"}\n', ['r.yaml:2:1: unexpected "{"']],
    [
      "links: []\nwindow: 0\n",
      ["r.yaml:2:9: window: expected a whole number of events from 1 up, or Infinity, got 0"],
    ],
    [
      "links: []\nwindow: .inf\n",
      ["r.yaml:2:9: window: expected a whole number of events from 1 up, or Infinity, got Infinity"],
    ],
    [
      "links: []\nwindow: 1e9999\n",
      ["r.yaml:2:9: window: expected a whole number of events from 1 up, or Infinity, got Infinity"],
    ],
    [
      "links: []\nwindow: '5'\n",
      ['r.yaml:2:9: window: expected a whole number of events from 1 up, or Infinity, got "5"'],
    ],
    ["constraints:\n", ["r.yaml:1:13: constraints: expected a list, got nothing"]],
    ["watch: {}\n", ["r.yaml:1:8: watch: expected a list, got a map"]],
    ["links: []\n? [a]\n: 1\n", ["r.yaml:2:3: a key must be a plain name"]],
    [
      "constraint: []\nlinks: []\n",
      [
        'r.yaml:1:1: constraint: unknown key "constraint"; did you mean "constraints"? (known: window, watch, constraints, links)',
      ],
    ],
    [
      "constraints:\n  - { name: a, must_match: { trigger: A, response: B } }\n",
      [
        "r.yaml:2:5: constraints[0]: a constraint needs one of mustMatch, never, precededBy",
        'r.yaml:2:16: constraints[0].must_match: unknown key "must_match"; did you mean "mustMatch"? (known: name, severity, mustMatch, never, precededBy)',
      ],
    ],
    [
      "constraints:\n  - { severty: error, never: { patern: A } }\n",
      [
        'r.yaml:2:7: constraints[0].severty: unknown key "severty"; did you mean "severity"? (known: name, severity, mustMatch, never, precededBy)',
        'r.yaml:2:30: constraints[0].never: "pattern" is missing',
        'r.yaml:2:32: constraints[0].never.patern: unknown key "patern"; did you mean "pattern"? (known: pattern, withinCause, scope)',
      ].toSorted(),
    ],
    [
      "constraints: [{ never: { pattern: A }, precededBy: { effect: A, cause: B } }]",
      [
        "r.yaml:1:15: constraints[0]: one constraint says one thing: never and precededBy need a constraint each",
      ],
    ],
    [
      "constraints: [{ severity: fatal, never: { pattern: A } }]",
      ['r.yaml:1:27: constraints[0].severity: expected "error" or "warning", got "fatal"'],
    ],
    [
      "constraints: [{ name: 12, never: { pattern: A } }]",
      ['r.yaml:1:23: constraints[0].name: expected a name (quote it: "12"), got 12'],
    ],
    [
      "constraints: [{ name: '', never: { pattern: A } }]",
      ['r.yaml:1:23: constraints[0].name: expected a name, got ""'],
    ],
    [
      "constraints:\n  - { name: a, never: { pattern: A } }\n  - { name: a, never: { pattern: B } }\n",
      ['r.yaml:3:5: constraints[1].name: the name "a" is taken by constraints[0]'],
    ],
    [
      "constraints: [{ never: { pattern: Sens* } }]",
      [
        'r.yaml:1:35: constraints[0].never.pattern: "Sens*": "Sens*" matches part of a segment; a wildcard stands for a whole one: "*" for one, "**" for one or more',
      ],
    ],
    [
      "constraints: [{ never: { pattern: A b } }]",
      [
        'r.yaml:1:35: constraints[0].never.pattern: "A b" is not an event name: it is not made of letters, digits, "_" and "-"',
      ],
    ],
    [
      "constraints: [{ never: { pattern: 5 } }]",
      [`r.yaml:1:35: constraints[0].never.pattern: ${selectorHint} (quote it: "5"), got 5`],
    ],
    [
      "constraints: [{ never: { pattern: [] } }]",
      ["r.yaml:1:35: constraints[0].never.pattern: the list is empty"],
    ],
    [
      "constraints: [{ never: { pattern: [A, [B]] } }]",
      [
        "r.yaml:1:39: constraints[0].never.pattern[1]: a list cannot stand inside a list; write { anyOf: […] }",
      ],
    ],
    [
      "constraints: [{ mustMatch: { trigger: { seq: [A, B] }, response: B } }]",
      [
        'r.yaml:1:39: constraints[0].mustMatch.trigger: seq is several events; here stands one: a name such as "Sensor.reading" or { name, where }, or { anyOf: […] } of those',
      ],
    ],
    [
      "watch: [{ pattern: { allOf: [A, B] } }]",
      [
        'r.yaml:1:20: watch[0].pattern: allOf is several events; here stands one: a name such as "Sensor.reading" or { name, where }, or { anyOf: […] } of those',
      ],
    ],
    [
      "watch: [{ pattern: { anyOf: [A, { anyOf: [B] }] } }]",
      ["r.yaml:1:33: watch[0].pattern.anyOf[1]: a list of alternatives holds selectors only"],
    ],
    [
      "constraints: [{ never: { pattern: A, scope: nearest } }]",
      [
        'r.yaml:1:45: constraints[0].never: never scope: "nearest" needs withinCause: it says which of the causes counts',
      ],
    ],
    [
      "constraints: [{ mustMatch: { trigger: A, response: B, within: 5 } }]",
      ["r.yaml:1:63: constraints[0].mustMatch.within: expected { events: n } or { ms: n }, got 5"],
    ],
    [
      "constraints: [{ mustMatch: { trigger: A, response: B, within: { events: 0 } } }]",
      [
        "r.yaml:1:73: constraints[0].mustMatch.within.events: expected a whole number of events from 1 up, got 0",
      ],
    ],
    [
      "constraints: [{ mustMatch: { trigger: A, response: B, within: { ms: 5, clok: event } } }]",
      [
        'r.yaml:1:72: constraints[0].mustMatch.within.clok: unknown key "clok"; did you mean "clock"? (known: ms, clock, allowedLatenessMs)',
      ],
    ],
    [
      "constraints: [{ mustMatch: { trigger: A, response: B, within: { ms: 5, clock: arrival, allowedLatenessMs: 3 } } }]",
      ["r.yaml:1:107: constraints[0].mustMatch.within.allowedLatenessMs: goes with the event clock only"],
    ],
    [
      "watch: [{ pattern: A, match: near }]",
      [
        'r.yaml:1:30: watch[0].match: expected "all" or "nearest" or "direct", got "near"; did you mean "nearest"?',
      ],
    ],
    [
      'watch: [{ pattern: [A, B], where: "true" }]',
      [
        'r.yaml:1:35: watch[0].where: goes with a pattern of one selector; in a list write { name: "…", where: "…" }',
      ],
    ],
    [
      'watch: [{ pattern: { name: A, where: "true" }, where: "true" }]',
      ['r.yaml:1:55: watch[0].where: "where" is given twice: keep one and join them with "&&"'],
    ],
    [
      "watch: [{ pattern: A, where: true }]",
      [
        'r.yaml:1:30: watch[0].where: expected a condition such as "data.temperature > 100" (quote it: "true"), got true',
      ],
    ],
    [
      "watch:\n  - pattern: *.error\n",
      ['r.yaml:2:14: nothing is named &.error; a name that starts with "*" must be quoted: "*.error"'],
    ],
    [
      "watch:\n  - pattern: A\n    where: !data.ok\n",
      ['r.yaml:3:12: unresolved tag: !data.ok; a value that starts with "!" must be quoted'],
    ],
    ["watch: &a [*a]", ["r.yaml:1:11: the alias stands inside the value that it stands for"]],
    [
      "links: [{ effect: A, cause: B, on: [readingId, id] }]",
      [
        'r.yaml:1:37: links[0].on[0]: "readingId" starts with none of id, name, source, time, data; did you mean "data.readingId"?',
      ],
    ],
    [
      "links: [{ effect: A, cause: B, on: [dat.x, id] }]",
      [
        'r.yaml:1:37: links[0].on[0]: "dat.x" starts with none of id, name, source, time, data; did you mean "data"?',
      ],
    ],
    [
      "links: [{ effect: A, cause: B, on: [data..x, id.y] }]",
      [
        'r.yaml:1:37: links[0].on[0]: "data..x" has an empty segment',
        'r.yaml:1:46: links[0].on[1]: "id.y": id has no fields; only data has',
      ],
    ],
    [
      "links: [{ effect: A, cause: B, on: [id] }]",
      [
        'r.yaml:1:36: links[0].on: expected a list of two paths, [effect, cause], such as ["data.readingId", "id"], got 1',
      ],
    ],
    [
      "links: [{ effect: A, cause: B, on: [id, id], wait: no }]",
      ['r.yaml:1:52: links[0].wait: expected true or false, got "no"'],
    ],
    ["links: [{ effect: A, on: [id, id] }]", ['r.yaml:1:9: links[0]: "cause" is missing']],
  ])("%j", (text, expected) => {
    const found = problemsOf(text);
    expect(found.toSorted()).toEqual([...expected].toSorted());
  });

  it("for conditions down to the character, however the text is written", () => {
    const at = (where: string): string | undefined =>
      /^r\.yaml:(\d+:\d+)/.exec(problemsOf(`watch:\n  - pattern: A\n    where: ${where}\n`)[0] ?? "")?.[1];
    expect(at("data.x > 1 && nope")).toBe("3:26");
    expect(at('"data.x > 1 && nope"')).toBe("3:27");
    expect(at("'data.x > 1 && nope'")).toBe("3:27");
    expect(at("data.x > 1\n      && nope")).toBe("4:10");
    expect(at("|\n      data.x > 1 &&\n      nope")).toBe("5:7");
    expect(at(">-\n      data.x > 1\n      && nope")).toBe("5:10");
    expect(at('"data.x == \\"a\\" && nope"')).toBe("3:32");
  });

  it("also where it would blow up", () => {
    const bomb = `x: &a [A, B]\n${Array.from({ length: 30 }, (_, i) => `x${i}: &b${i} [*${i === 0 ? "a" : `b${i - 1}`}, *${i === 0 ? "a" : `b${i - 1}`}]`).join("\n")}\nlinks: [*b29]\n`;
    expect(problemsOf(bomb).at(-1)).toContain("expected a link");
    expect(problemsOf("[".repeat(100_000))).toEqual([expect.stringContaining("nested too deeply")]);
    expect(problemsOf(`watch: [{ pattern: [${"A,".repeat(1_001)}] }]`)).toEqual([
      "r.yaml:1:20: watch[0].pattern: a list of more than 1000 parts",
    ]);
  });
});
