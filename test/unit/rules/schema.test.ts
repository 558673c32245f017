import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { parseRules, RuleFileError } from "../../../src/rules/index.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../../src/rules/schema.json", import.meta.url), "utf8"),
) as Record<string, unknown>;
const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  allErrors: true,
}).compile(schema);

/** Whether the parser takes it; what a schema cannot say is left out of the question. */
function parserTakes(rules: unknown): boolean {
  try {
    parseRules(JSON.stringify(rules));
    return true;
  } catch (error) {
    if (error instanceof RuleFileError) return false;
    throw error;
  }
}

function bothSay(rules: unknown): void {
  const schemaSays = validate(rules);
  expect({ parser: parserTakes(rules), rules }, JSON.stringify(validate.errors?.slice(0, 3))).toEqual({
    parser: schemaSays,
    rules,
  });
}

// Values that are right in one place and wrong in most others.
const leaf = fc.constantFrom<unknown>(
  "A",
  "Sensor.*",
  "**.error",
  "Sens*",
  "A b",
  "",
  "true",
  "data.x",
  "id",
  "nearest",
  "all",
  "warning",
  "event",
  "arrival",
  "Infinity",
  0,
  1,
  5000,
  -1,
  1.5,
  true,
  null,
);
const selector = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>("A", "Sensor.*", "*.b") },
  {
    weight: 2,
    arbitrary: fc.record(
      { name: fc.constantFrom("A", "B.c"), where: fc.constant("data.x > 1") },
      { requiredKeys: ["name"] },
    ),
  },
  { weight: 1, arbitrary: leaf },
);
const list = fc.array(selector, { maxLength: 3 });
const anyOf = fc.record({ anyOf: fc.oneof({ weight: 5, arbitrary: list }, leaf) });
const alternatives = fc.oneof({ weight: 3, arbitrary: selector }, list, anyOf, fc.record({ seq: list }));
const parts = fc.array(fc.oneof({ weight: 4, arbitrary: selector }, anyOf, list), { maxLength: 3 });
const pattern = fc.oneof(
  { weight: 3, arbitrary: selector },
  parts,
  anyOf,
  fc.record({ seq: parts }),
  fc.record({ allOf: parts }),
  fc.record({ seq: parts, allOf: parts }),
);
const within = fc.oneof(
  fc.record({ events: fc.oneof(fc.nat(3), leaf) }),
  fc.record(
    {
      ms: fc.oneof(fc.nat(), leaf),
      clock: fc.constantFrom("event", "arrival"),
      allowedLatenessMs: fc.oneof(fc.nat(), leaf),
    },
    { requiredKeys: ["ms"] },
  ),
  leaf,
);
function some<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.record(model) },
    { weight: 3, arbitrary: fc.record(model, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.record({ ...model, extra: leaf }) },
    { weight: 1, arbitrary: leaf },
  );
}
const severity = fc.constantFrom("error", "warning", "fatal");
const constraint = fc.oneof(
  some({ mustMatch: some({ trigger: alternatives, response: alternatives }) }),
  some({ mustMatch: some({ trigger: alternatives, response: alternatives, within }), severity }),
  some({ never: some({ pattern }) }),
  some({
    never: some({ pattern, withinCause: alternatives, scope: fc.constantFrom("all", "nearest", "none") }),
  }),
  some({ precededBy: some({ effect: alternatives, cause: alternatives }), severity }),
  some({ never: some({ pattern }), precededBy: some({ effect: alternatives, cause: alternatives }) }),
);
const watchRule = some({
  pattern,
  where: fc.oneof(fc.constant("data.x > 1"), leaf),
  match: fc.constantFrom("all", "direct", "x"),
});
const path = fc.constantFrom<unknown>("id", "data.x", "data.x.y", "data", "name", "x", "data.", "id.x", 5);
const linkRule = some({
  effect: alternatives,
  cause: alternatives,
  on: fc.oneof(
    { weight: 5, arbitrary: fc.array(path, { minLength: 2, maxLength: 2 }) },
    fc.array(path, { maxLength: 3 }),
  ),
  wait: fc.constantFrom<unknown>(true, false, "no"),
});
const file = some({
  window: fc.constantFrom<unknown>(5, "Infinity", 0),
  watch: fc.array(watchRule, { maxLength: 2 }),
  constraints: fc.array(constraint, { maxLength: 2 }),
  links: fc.array(linkRule, { maxLength: 1 }),
});

it("takes what the parser takes, and nothing else", () => {
  let taken = 0;
  const check = (rules: unknown): void => {
    bothSay(rules);
    if (validate(rules)) taken++;
  };
  const numRuns = Number(process.env["SCHEMA_RUNS"] ?? 1_000);
  // Conditions that do not compile are beyond a schema: the generated ones do, or are no text at all.
  fc.assert(
    fc.property(
      fc
        .oneof(
          file,
          fc.record({ constraints: fc.array(constraint, { minLength: 1, maxLength: 1 }) }),
          fc.record({ watch: fc.array(watchRule, { minLength: 1, maxLength: 1 }) }),
          fc.record({ links: fc.array(linkRule, { minLength: 1, maxLength: 1 }) }),
        )
        .filter(conditionsCompile),
      check,
    ),
    { numRuns },
  );
  expect(taken).toBeGreaterThan(numRuns / 20);
});

function conditionsCompile(rules: unknown): boolean {
  const bad = new Set([
    "A",
    "Sensor.*",
    "**.error",
    "Sens*",
    "A b",
    "nearest",
    "all",
    "warning",
    "event",
    "arrival",
    "Infinity",
  ]);
  return !JSON.stringify(rules, (key, value: unknown) =>
    key === "where" && bad.has(value as string) ? "BAD" : value,
  ).includes('"BAD"');
}

it.each([
  "window: 5",
  "links: []",
  "{}",
  "watch: [{ pattern: A, where: 'true' }]",
  "watch: [{ pattern: { name: A }, where: 'true' }]",
  "watch: [{ pattern: { name: A, where: 'true' }, where: 'true' }]",
  "watch: [{ pattern: [A], where: 'true' }]",
  "watch: [{ pattern: { anyOf: [A] }, where: 'true' }]",
  "watch: [{ pattern: { name: A, extra: 1 }, where: 'true' }]",
  "constraints: [{ never: { pattern: A, scope: nearest } }]",
  "constraints: [{ never: { pattern: A, scope: all } }]",
  "constraints: [{ never: { pattern: A, scope: nearest, withinCause: B } }]",
  "constraints: [{ mustMatch: { trigger: A, response: B, within: {} } }]",
  "constraints: [{ mustMatch: { trigger: A, response: B, within: { events: 1, ms: 1 } } }]",
  "constraints: [{ mustMatch: { trigger: A, response: B, within: { ms: 1, clock: arrival, allowedLatenessMs: 1 } } }]",
  "constraints: [{ name: x, severity: warning }]",
  "links: [{ effect: A, cause: B, on: [id, data.a.b], wait: false }]",
  "links: [{ effect: A, cause: B, on: [id, data.a..b] }]",
])("agrees with the parser on %s", (text) => bothSay(parse(text)));

it("describes every key, for completion in editors", () => {
  const undescribed: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, child] of Object.entries((value as { properties?: object }).properties ?? {})) {
      if (typeof child !== "object" || path.includes("/then") || path.includes("/if")) continue;
      const { description, $ref } = child as { description?: string; $ref?: string };
      const target =
        $ref === undefined
          ? undefined
          : (schema["$defs"] as Record<string, { description?: string }>)[$ref.slice("#/$defs/".length)];
      if (
        description === undefined &&
        target?.description === undefined &&
        key !== "anyOf" &&
        key !== "seq" &&
        key !== "allOf"
      )
        undescribed.push(`${path}/${key}`);
    }
    for (const [key, child] of Object.entries(value)) visit(child, `${path}/${key}`);
  };
  visit(schema, "");
  expect(undescribed).toEqual([]);
});
