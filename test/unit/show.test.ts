import { expect, test } from "vitest";
import { show } from "../../src/show.ts";

test("a value is shown on one short line, whatever it is", () => {
  const loop: { self?: unknown } = {};
  loop.self = loop;
  expect(show({ a: 1 })).toBe('{"a":1}');
  expect(show(12n)).toBe("12n");
  expect(show(Symbol("s"))).toBe("Symbol(s)");
  expect(show(() => 1)).toBe("a function");
  expect(show(undefined)).toBe("undefined");
  expect(show(loop)).toBe("[object Object]");
  expect(show("x".repeat(500))).toHaveLength(80);
});

test("what neither JSON nor a string can show is shown all the same", () => {
  const bare: { self?: unknown } = Object.create(null);
  bare.self = bare;
  expect(show(bare)).toBe("something that cannot be shown");
});
