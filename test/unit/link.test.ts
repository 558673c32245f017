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
  ])("equals one of the same content: %j", (a, b) => expect(lookedUp(a)).toBe(lookedUp(b)));

  it.each([
    [[1, 2], "[1,2]"],
    [1, "1"],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: "1" }],
  ])("%j is not %j", (a, b) => expect(lookedUp(a)).not.toBe(lookedUp(b)));

  it("is shown as it was written", () => {
    expect([showKey(lookedUp([1, "a"])), showKey("a"), showKey(1)]).toEqual(['[1,"a"]', '"a"', "1"]);
  });
});
