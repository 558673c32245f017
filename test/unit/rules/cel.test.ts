import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCondition, ConditionError } from "../../../src/rules/cel.ts";

function holds(condition: string, data?: unknown): boolean {
  return compileCondition(condition)({
    id: "e1",
    name: "Sensor.reading",
    source: "sensors",
    time: 1_000,
    data,
    causes: [],
  });
}

function problem(condition: string): ConditionError {
  try {
    compileCondition(condition);
  } catch (error) {
    if (error instanceof ConditionError) return error;
    throw error;
  }
  throw new Error(`"${condition}" compiled`);
}

const LITERALS = ["2", "0x2", "2u", "2.0", "2e0", "20e-1", "(1 + 1)", "(1.0 + 1.0)", "size([1, 2])"];
const ARITHMETIC = { "+": [9, 9], "-": [5, -5], "*": [14, 14], "/": [3.5, 2 / 7], "%": [1, 2] } as const;
const COMPARISONS = {
  "==": [false, false],
  "!=": [true, true],
  "<": [false, true],
  "<=": [false, true],
  ">": [true, false],
  ">=": [true, false],
} as const;

describe("data with a field called constructor", () => {
  const car = { constructor: "Ferrari", place: 1, e: { constructor: { x: 1 } } };
  it.each([
    "has(data.place)",
    "!has(data.points)",
    "has(data.constructor)",
    'data.constructor == "Ferrari"',
    'data["constructor"] == "Ferrari"',
    '"place" in data',
    "data != null",
    "size(data) == 3",
    "data.place + 1 == 2",
    "has(data.e.constructor.x)",
    "data.e.constructor.x == 1",
    "data.exists(key, key == 'place')",
  ])("can be asked %s", (condition) => {
    expect(holds(condition, car)).toBe(true);
  });
  it("says which field is missing", () => {
    expect(() => holds("data.points > 1", car)).toThrow("no such key: points");
  });
});

describe.each(LITERALS)("a JSON number and %s", (literal) => {
  it.each(Object.entries(ARITHMETIC))("mix in %s", (operator, [right, left]) => {
    // What comes out meets whole and fractional literals, and numbers in the data.
    for (const expected of [`${right}`, "data.right"])
      expect(holds(`data.n ${operator} ${literal} == ${expected}`, { n: 7, right })).toBe(true);
    expect(holds(`${literal} ${operator} data.n == data.left`, { n: 7, left })).toBe(true);
    expect(holds(`-(data.n ${operator} ${literal}) <= 0`, { n: 7 })).toBe(right >= 0);
    expect(holds(`-data.n ${operator} ${literal} < 7.5`, { n: 7 })).toBe(true);
  });

  it.each(Object.entries(COMPARISONS))("compare with %s", (operator, [right, left]) => {
    expect(holds(`data.n ${operator} ${literal}`, { n: 7 })).toBe(right);
    expect(holds(`${literal} ${operator} data.n`, { n: 7 })).toBe(left);
    expect(holds(`time ${operator} ${literal}`)).toBe(right);
    expect(holds(`data.n * 1 ${operator} ${literal}`, { n: 7 })).toBe(right);
    expect(holds(`data.n ${operator} ${literal}`, { n: 2 })).toBe(["==", "<=", ">="].includes(operator));
  });

  it("meet in lists, maps, indexes and ternaries", () => {
    expect(holds(`data.n in [${literal}]`, { n: 2 })).toBe(true);
    expect(holds(`data.n in [1, ${literal}, 2.5]`, { n: 2.5 })).toBe(true);
    expect(holds(`${literal} in data.list`, { list: [1, 2] })).toBe(true);
    expect(holds(`${literal} in data.list`, { list: [1, 3] })).toBe(false);
    expect(holds(`data.list == [1, ${literal}]`, { list: [1, 2] })).toBe(true);
    expect(holds(`data.list[${literal}] == 3`, { list: [1, 2, 3] })).toBe(true);
    expect(holds(`data.map == {"a": ${literal}}`, { map: { a: 2 } })).toBe(true);
    expect(holds(`(data.n > 1 ? ${literal} : 2.5) == data.n`, { n: 2 })).toBe(true);
    expect(holds(`(data.n > 1 ? data.n : ${literal}) == 7`, { n: 7 })).toBe(true);
    expect(holds(`size(data.list) == ${literal}`, { list: [1, 2] })).toBe(true);
    expect(holds(`data.list.exists(x, x == ${literal})`, { list: [1, 2] })).toBe(true);
    expect(holds(`data.list.all(x, x % ${literal} == 1)`, { list: [1, 3] })).toBe(true);
    expect(holds(`-${literal} < 0`)).toBe(true);
  });
});

it.each([
  ["data.i % 2 == 0", { i: 4 }, true],
  ["data.i + 1 == 3", { i: 2 }, true],
  ["data.x * 1.5 > 2", { x: 2 }, true],
  ["data.n / 2 == 1.5", { n: 3 }, true],
  ["-data.i < 0", { i: 1 }, true],
  ["data.i == 3.0", { i: 3 }, true],
  ["data.list[0] == 1", { list: [1] }, true],
  ["data.list[data.i] == 2", { list: [1, 2], i: 1 }, true],
  ["size(data.list) > 2", { list: [1, 2, 3] }, true],
  ["5 / 2 == 2", {}, true],
  ["data.n == 9007199254740993", JSON.parse('{"n":9007199254740993}'), true],
  ["data.n == 1234567890123456789", JSON.parse('{"n":1234567890123456789}'), true],
  ["data == null", null, true],
  ["data == null", undefined, true],
  ["data.x == null", { x: null }, true],
  ["data.x == 1", { x: null }, false],
  ["data.x == 1", { x: "1" }, false],
  ["1 == data.x", { x: "1" }, false],
  ["data.x == true", { x: 1 }, false],
  ['data.x < "b"', { x: "a" }, true],
  ["data.a.b.c == 1.5", { a: { b: { c: 1.5 } } }, true],
  ['data["a b"] == 1', { "a b": 1 }, true],
  ["has(data.x)", {}, false],
  ["has(data.x) && data.x > 1", {}, false],
  ["data.x > 1 || true", {}, true],
  ["data.constructor == 1", { constructor: 1 }, true],
  ["data.x == 1 && data.toString == 2", { constructor: 1, x: 1, toString: 2 }, true],
  ['"a" in data.list', { list: [1, "a"] }, true],
  ['"a" in data.list', { list: [] }, false],
  ['data.list == [1, "a", 2.5]', { list: [1, "a", 2.5] }, true],
  ["data.list.map(x, x * 2) == [2, 6]", { list: [1, 3] }, true],
  ["data.list.filter(x, x > 1.5).size() == 1", { list: [1, 3] }, true],
  ["cel.bind(x, data.n * 2, x + 1 == 5)", { n: 2 }, true],
  ['data.s.matches("^a.c$") && data.s.startsWith("a") && data.s.substring(1) == "bc"', { s: "abc" }, true],
  [
    'timestamp(int(time / 1000)).getHours() == 0 && name == "Sensor.reading" && source == "sensors"',
    {},
    true,
  ],
  ['duration("90s") > duration("1m")', {}, true],
  ["int(data.n) == 2 && double(data.n) > 2.5 && string(int(data.n)) == '2'", { n: 2.7 }, true],
])("%s of %j is %s", (condition, data, expected) => {
  expect(holds(condition, data)).toBe(expected);
});

it.each([
  ["data.x > 1", {}, "no such key: x"],
  ["data.x.y > 1", { x: null }, "no such key: y"],
  ["data.x > 1", undefined, "no such key: x"],
  ["data.x > 1", [1], "no such key: x"],
  ["data.toString == 1", {}, "no such key: toString"],
  ["data.temprature > 1", { temperature: 2 }, 'no such key: temprature; did you mean "temperature"?'],
  ["data.list[5] == 1", { list: [1] }, "index out of bounds"],
  ["data.x < 1", { x: "a" }, "no such overload"],
  ["data.n % 0 == 0", { n: 1 }, "modulo by zero"],
  ["data.n % 0.0 == 0", { n: 1 }, "modulo by zero"],
  ["data.x", { x: 1 }, '"data.x" gave a value of type number, not true or false'],
  ["data.x + 1", { x: 1 }, "gave a value of type number, not true or false"],
  ["name", {}, "gave a value of type string, not true or false"],
  ["data.x && true", { x: 1 }, "logical operator requires bool"],
])("%s of %j is an error: %s", (condition, data, message) => {
  expect(() => holds(condition, data)).toThrow(message);
});

it("fails with one line, in types that a reader knows", () => {
  expect(() => holds("data.temperature > '100'", { temperature: 5 })).toThrow(
    /^no such overload: double > string$/,
  );
});

it.each([
  ["", "the condition is empty", 0],
  ["data.x >", "unexpected token: the end of the condition", 8],
  ["data.x = 1", 'unexpected "=": equality is written "=="', 7],
  ["data.x > 1 & true", 'unexpected "&": and is written "&&"', 11],
  ["data.x > 1 and true", 'unexpected "and": and is written "&&"', 11],
  ["(data.x or data.y)", 'unexpected "or": or is written "||"', 8],
  ["data.x && NOT data.y", 'unexpected "not": not is written "!"', 10],
  ["not(data.x)", 'unexpected "not": not is written "!"', 0],
  ["data.not x1", 'unexpected "x1"', 9],
  ["data.x > 1 foo true", 'unexpected "foo"', 11],
  ["data.x > 1 # 2", "unexpected character: #", 11],
  ["(data.x > 1", 'expected ")", got the end of the condition', 11],
  ["data.ok && temperature > 1", 'unknown name "temperature"', 11],
  ["temperature > 1", 'did you mean "data.temperature"?', 0],
  ["dta.x > 1", 'did you mean "data"?', 0],
  ["sze(data.x) > 1", 'unknown function "sze"; did you mean "size"?', 0],
  ['name.startswith("a")', 'unknown function "startswith"; did you mean "startsWith"?', 0],
  ["data.ok && data.x.foo()", 'unknown function "foo"', 11],
  ["size(data.x, 1, 2) > 1", "found no matching overload", 0],
  ["name && true", "logical operator requires bool operands, got 'string'", 0],
  ["data.list.exists(1, true)", "invalid predicate iteration variable", 17],
  ["'abc", "unterminated string", 0],
  [`${"(".repeat(400)}1`, "nested too deeply", 250],
  [`data.x${".y".repeat(400)} > 1`, "nested too deeply", 502],
])("%s does not compile: %s", (condition, message, offset) => {
  const found = problem(condition);
  expect(found.message).toContain(message);
  expect(found.offset).toBe(offset);
});

const PLAIN: Readonly<Record<string, (a: number, b: number) => unknown>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

it("takes numbers as numbers whatever way they come", () => {
  const numbers = fc.oneof(
    fc.integer({ min: -100, max: 100 }),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  );
  fc.assert(
    fc.property(numbers, fc.constantFrom(...Object.keys(PLAIN)), numbers, (a, operator, b) => {
      const expected = PLAIN[operator]!(a, b);
      fc.pre(typeof expected === "boolean" || Number.isFinite(expected));
      // A double literal needs a point or an exponent; a sign is an operator of its own.
      const literal = Number.isInteger(b) ? String(b) : b.toExponential();
      for (const left of ["data.a", "[data.a][0]"])
        for (const right of [literal, "data.b", `[${literal}][0]`])
          expect(holds(`(${left} ${operator} ${right}) == data.expected`, { a, b, expected })).toBe(true);
    }),
  );
});
