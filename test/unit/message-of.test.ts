import { link, mustMatch, StreamProcessor, where } from "tsrapide";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../src/message-of.ts";

/** What neither `String` nor `JSON.stringify` can show. */
const unshowable: { self?: unknown } = Object.create(null);
unshowable.self = unshowable;

describe("what was thrown, in words", () => {
  it("is the message of an error, and else the value", () => {
    expect(messageOf(new TypeError("unplugged"))).toBe("unplugged");
    expect(messageOf("unplugged")).toBe("unplugged");
    expect(messageOf(undefined)).toBe("undefined");
    expect(messageOf(Symbol("unplugged"))).toBe("Symbol(unplugged)");
  });

  it.each([
    ["no prototype", unshowable],
    ["a revoked proxy", revoked()],
    ["a message that throws", Object.defineProperty(new Error(), "message", { get: fail })],
    ["a message without words", Object.defineProperty(new Error(), "message", { value: unshowable })],
  ])("never throws: %s", (_, error) => {
    expect(messageOf(error)).toBe("something that cannot be shown");
  });
});

describe("a stream survives what cannot be shown", () => {
  it("thrown by a predicate: no match, counted", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [{ name: "A" }, { name: "A" }]);
    processor.enforce(mustMatch({ trigger: where("A", fail), response: "B" }));
    const { outcome, events, constraints } = await processor.run();
    expect([outcome, events.admitted, constraints[0]?.predicateErrors]).toEqual(["completed", 2, 2]);
  });

  it("thrown by a link key: no link, told", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [{ name: "A" }, { name: "B" }]);
    processor.link(link({ effect: "B", cause: "A", on: [fail, ({ id }) => id] }));
    const { outcome, diagnostics } = await processor.run();
    expect([outcome, diagnostics.linkKey]).toEqual(["completed", 1]);
  });
});

function fail(): never {
  // oxlint-disable-next-line typescript/only-throw-error -- what others throw need not be an error
  throw unshowable;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
