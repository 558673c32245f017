import { describe, expect, it } from "vitest";
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
