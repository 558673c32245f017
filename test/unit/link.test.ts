import { describe, expect, it } from "vitest";
import { lookedUp, showKey } from "../../src/link-key.ts";
import { link } from "../../src/admission/link-rule.ts";

const key = (): number => 1;

describe("link", () => {
  it("waits unless told otherwise", () => {
    expect(link({ effect: "B", cause: "A", on: [key, key] })).toMatchObject({ kind: "link", wait: true });
  });

  it.each([
    [null, "link() takes an object with effect, cause, on and wait"],
    [{ effect: "B", cause: "A", on: [key, key], wiat: false }, 'link() has no option "wiat"'],
    [{ effect: "B", cause: "A", on: [key, key], wait: "no" }, 'link wait is true or false, not "no"'],
    [{ effect: "B", cause: "A", on: [key] }, "link needs on: [effectKey, causeKey]"],
    [{ effect: "B", cause: "A", on: key }, "link needs on: [effectKey, causeKey]"],
    [{ effect: "B", cause: "A*", on: [key, key] }, "part of a segment"],
  ])("refuses %j", (options, message) => {
    expect(() => link(options as never)).toThrow(message);
  });
});

describe("a key", () => {
  it.each([
    [
      [1, "2"],
      [1, "2"],
    ],
    [
      { a: 1, b: [{ d: 1, c: 2 }] },
      { b: [{ c: 2, d: 1 }], a: 1 },
    ],
    [new Date(5), new Date(5)],
    [
      [1n, undefined, Number.NaN],
      [1n, undefined, Number.NaN],
    ],
    ["\u0000[1]", "\u0000[1]"],
  ])("equals one of the same content: %o", (a, b) => expect(lookedUp(a)).toBe(lookedUp(b)));

  it.each([
    [[1, 2], "[1,2]"],
    [1, "1"],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: "1" }],
    [[undefined], [null]],
    [[Number.NaN], [null]],
    [[new Map([[1, 1]])], [new Map([[2, 2]])]],
    [{ a: new Set([1]) }, { a: new Set([2]) }],
    [[/a/], [/b/]],
    [[new Date(0)], ["1970-01-01T00:00:00.000Z"]],
    ["\u0000[1]", [1]],
  ])("%o is not %o", (a, b) => expect(lookedUp(a)).not.toBe(lookedUp(b)));

  it("is shown as it was written", () => {
    expect([showKey(lookedUp([1, "a"])), showKey("a"), showKey(1)]).toEqual(['[1,"a"]', '"a"', "1"]);
  });
});
