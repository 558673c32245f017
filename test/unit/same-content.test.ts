import { describe, expect, test } from "vitest";
import { sameContent } from "../../src/same-content.ts";

const loop = (): object => {
  const made: { self?: unknown; n: number } = { n: 1 };
  made.self = made;
  return made;
};

/** A loop that is told from `loop()` only by going round it twice. */
const longLoop = (): object => {
  const made: { self?: unknown; n: number } = { n: 1 };
  made.self = { self: made, n: 1 };
  return made;
};

class Point {
  readonly x = 1;
}

const point = new Point();

describe("the same content", () => {
  test.each([
    [1, 1],
    [Number.NaN, Number.NaN],
    [undefined, undefined],
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [new Date(5), new Date(5)],
    [new Date(Number.NaN), new Date(Number.NaN)],
    [new Map([["a", { x: 1 }]]), new Map([["a", { x: 1 }]])],
    [new Set([1, 2]), new Set([1, 2])],
    [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    [point, point],
    [loop(), longLoop()],
    [loop(), loop()],
    [Object.create(null), Object.create(null)],
  ])("%o and %o", (a, b) => {
    expect(sameContent(a, b)).toBe(true);
  });
});

test("is the same at any depth", () => {
  const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
  expect(sameContent(nested(100_000), nested(100_000))).toBe(true);
  expect(sameContent(nested(100_000), nested(99_999))).toBe(false);
});

describe("other content", () => {
  test.each([
    [1, "1"],
    [0, -0],
    [null, undefined],
    [null, {}],
    [{ a: 1 }, { a: 2 }],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [{}, []],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [new Date(5), new Date(6)],
    [new Map([["a", 1]]), new Map([["a", 2]])],
    [new Set([1]), new Set([2])],
    [new Uint8Array([1]), new Uint8Array([2])],
    [new Uint8Array([1]), new Int8Array([1])],
    [new Point(), new Point()],
    [new Point(), { x: 1 }],
  ])("%o and %o", (a, b) => {
    expect(sameContent(a, b)).toBe(false);
  });
});
