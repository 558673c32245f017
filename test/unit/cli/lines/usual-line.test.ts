import fc from "fast-check";
import { expect, it } from "vitest";
import { emptyBlock, KIND, ROW, USUAL } from "../../../../src/cli/lines/line-block.ts";
import { LineCutter } from "../../../../src/cli/lines/line-cutter.ts";
import { UsualLine } from "../../../../src/cli/lines/usual-line.ts";
import { dataOf } from "../../../../src/unparsed.ts";

/** What the line holds, or nothing where it is not of the usual kind. It comes after others. */
function usual(text: string, before = ""): object | undefined {
  const block = emptyBlock();
  new LineCutter().cut(Buffer.from(`${before}${text}\n${before}`), block);
  const line = new UsualLine();
  const row = before === "" ? 0 : ROW;
  if (block.rows[row + KIND] !== USUAL || !line.read(block, row)) return undefined;
  const { id, name, source, time, data, causes } = line;
  return { id, name, source, time, data: dataOf(data), causes };
}

/** The same, parsed. Throws where the text is no JSON. */
function parsed(text: string): object {
  const { id, name, source, time, data, causes = [] } = JSON.parse(text) as Record<string, unknown>;
  return { id, name, source, time: typeof time === "string" ? Date.parse(time) : time, data, causes };
}

const word = fc.stringMatching(/^[ -~]{1,12}$/);
const event = fc.record(
  {
    id: word,
    name: fc.constantFrom("Sensor.reading", "a", "Alerter.alert-2"),
    source: word,
    time: fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant("2026-01-31T12:00:00Z"),
    ),
    data: fc.jsonValue({ maxDepth: 4 }),
    causes: fc.array(word, { maxLength: 3 }),
  },
  { requiredKeys: ["id", "name"] },
);
/** As programs write JSON: without spaces, as JavaScript does, and with them, as Python does. */
const line = fc.tuple(event, fc.boolean(), fc.nat()).map(([fields, spaced, turn]) => {
  const all = Object.entries(fields);
  const turned = [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)];
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(text).join(spaced ? ", " : ",")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const fields = Object.entries(value).map(
      ([key, inner]) => `${JSON.stringify(key)}:${spaced ? " " : ""}${text(inner)}`,
    );
    return `{${fields.join(spaced ? ", " : ",")}}`;
  };
  return text(Object.fromEntries(turned));
});

it("reads what parsing the text gives, or leaves the line alone", () => {
  let read = 0;
  fc.assert(
    fc.property(line, (text) => {
      const found = usual(text, "xyz\n");
      if (found === undefined) return;
      read++;
      expect(found).toEqual(parsed(text));
    }),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(500);
});

it("takes nothing for usual that is not JSON, wherever a line is damaged", () => {
  const damage = fc.constantFrom(
    "",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "0",
    "-",
    ".",
    "e",
    "\\",
    "\t",
    "é",
    "tru",
  );
  let read = 0;
  fc.assert(
    fc.property(line, fc.nat(), fc.nat({ max: 2 }), damage, (text, at, removed, put) => {
      const from = at % (text.length + 1);
      const damaged = text.slice(0, from) + put + text.slice(from + removed);
      const found = usual(damaged);
      if (found === undefined) return;
      read++;
      expect(found).toEqual(parsed(damaged));
    }),
    { numRuns: 10_000 },
  );
  expect(read).toBeGreaterThan(500);
});

const HEAD = '"id":"a","name":"b"';
it.each([
  ["what JavaScript writes", `{${HEAD},"time":5,"data":{"x":[1,{"y":null}]},"causes":["c","d"]}`],
  ["what Python writes", '{"id": "a", "name": "b", "data": {"x": [1, 2.5e-3, true]}, "causes": ["c", "d"]}'],
  ["a carriage return before the newline", `{${HEAD}}\r`],
  ["data nested 30 deep", `{${HEAD},"data":${"[".repeat(30)}${"]".repeat(30)}}`],
])("takes %s for usual", (_, text) => {
  expect(usual(text)).toEqual(parsed(text));
});

it.each([
  ["a field that events do not have", `{${HEAD},"kind":1}`],
  ["a name that only ends as a field's does", `{${HEAD},"hxsource":"c"}`],
  ["a field that is there twice", `{${HEAD},"id":"c"}`],
  ["no name", '{"id":"a"}'],
  ["an empty id", '{"id":"","name":"b"}'],
  ["what is escaped", '{"id":"\\u0061","name":"b"}'],
  ["what is not ASCII", '{"id":"é","name":"b"}'],
  ["a number that JSON does not have", `{${HEAD},"data":01}`],
  ["a time that is none", `{${HEAD},"time":"yesterday"}`],
  ["something behind the event", `{${HEAD}} {}`],
  ["data nested deeper than bits go", `{${HEAD},"data":${"[".repeat(32)}${"]".repeat(32)}}`],
])("leaves alone %s", (_, text) => {
  expect(usual(text)).toBeUndefined();
});
