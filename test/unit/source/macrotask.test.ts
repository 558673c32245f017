import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it.each([
  ["setImmediate", []],
  ["MessageChannel", ["setImmediate"]],
  ["setTimeout", ["setImmediate", "MessageChannel"]],
])("waits for a later turn with %s", async (_, missing) => {
  vi.resetModules();
  for (const name of missing) vi.stubGlobal(name, undefined);
  const { macrotask } = await import("../../../src/source/macrotask.ts");
  let microtasks = 0;
  void (async () => {
    while (microtasks < 100) {
      await Promise.resolve();
      microtasks++;
    }
  })();
  await macrotask();
  expect(microtasks).toBe(100);
});
