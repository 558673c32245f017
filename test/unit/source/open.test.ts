import { describe, expect, it } from "vitest";
import { type Source, StreamProcessor } from "../../../src/index.ts";

describe("what is no source", () => {
  it.each([[undefined], [null], ["text"], [3], [() => []], [{}], [{ next: () => 1 }]])(
    "%s is a TypeError",
    (source) => {
      const processor = new StreamProcessor();
      expect(() => processor.addSource("s", source as unknown as Source)).toThrow(TypeError);
      expect(() => processor.addSource("s", source as unknown as Source)).toThrow(/async iterable/);
      // A refused source leaves nothing behind.
      expect(processor.removeSource("s")).toBe(false);
    },
  );
});

const unreadable = {
  done: false,
  get value(): never {
    throw new Error("spoilt");
  },
};

describe("sources that misbehave fail, and nothing else", () => {
  const broken: [string, unknown, string][] = [
    ["an iterator without next()", { [Symbol.asyncIterator]: () => ({}) }, "is not a function"],
    [
      "an async next() without a result",
      { [Symbol.asyncIterator]: () => ({ next: async () => 7 }) },
      "answered 7",
    ],
    [
      "an opening that throws",
      {
        [Symbol.asyncIterator]: () => {
          throw new Error("closed for today");
        },
      },
      "closed for today",
    ],
    ["an events() that gives no source", { events: () => 5 }, "not 5"],
    [
      "an iterable whose next() throws",
      {
        [Symbol.iterator]: () => ({
          next: () => {
            throw new Error("dry");
          },
        }),
      },
      "dry",
    ],
    ["a next() without a result", { [Symbol.iterator]: () => ({ next: () => 7 }) }, "answered 7"],
    ["a value that cannot be read", { [Symbol.iterator]: () => ({ next: () => unreadable }) }, "spoilt"],
    [
      "an async value that cannot be read",
      { [Symbol.asyncIterator]: () => ({ next: async () => unreadable }) },
      "spoilt",
    ],
  ];
  it.each(broken)("%s", async (_, source, message) => {
    const processor = new StreamProcessor();
    processor.addSource("bad", source as Source);
    processor.addSource("good", [{ name: "A" }]);
    const report = await processor.run();
    expect(report.outcome).toBe("failed");
    expect(report.events.admitted).toBe(1);
    expect(report.firstDiagnostics[0]).toMatchObject({ kind: "sourceFailed", source: "bad" });
    expect(report.firstDiagnostics[0]?.message).toContain(message);
    expect(report.diagnostics.sourceFailed).toBe(1);
  });
});

it("takes an iterator whose next() answers without a promise", async () => {
  let left = 3;
  const source = {
    [Symbol.asyncIterator]: () => ({ next: () => ({ done: left-- === 0, value: { name: "A" } }) }),
  };
  const processor = new StreamProcessor();
  processor.addSource("s", source as unknown as Source);
  expect((await processor.run()).events.admitted).toBe(3);
});

it("opens nothing before the run", () => {
  const processor = new StreamProcessor();
  let opened = 0;
  const events = (): never[] => {
    opened++;
    return [];
  };
  processor.addSource("s", { events });
  expect(opened).toBe(0);
});

it("names the source for events that name none: its own name, else the registered one", async () => {
  const processor = new StreamProcessor();
  processor.addSource("first", Object.assign([{ id: "a", name: "A" }], { name: "camera" }));
  processor.addSource("second", [
    { id: "b", name: "A" },
    { id: "c", name: "A", source: "microphone" },
  ]);
  await processor.run();
  expect(processor.graph.events().map((e) => [e.id, e.source])).toEqual([
    ["a", "camera"],
    ["b", "second"],
    ["c", "microphone"],
  ]);
});
