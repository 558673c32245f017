import { expect, it } from "vitest";
import { StreamProcessor } from "../../../src/index.ts";
import { RecordedSource } from "../../../src/testing/index.ts";

const NDJSON = '{"id":"a","name":"A"}\r\n\n{"id":"b","name":"A","causes":["a"]}\n';

it("replays NDJSON, as often as it is read", async () => {
  const source = new RecordedSource("file", NDJSON);
  expect(source.events).toEqual([
    { id: "a", name: "A" },
    { id: "b", name: "A", causes: ["a"] },
  ]);
  for (let round = 1; round <= 2; round++) {
    const processor = new StreamProcessor();
    processor.addSource("s", source);
    expect((await processor.run()).events.admitted).toBe(2);
    expect(processor.graph.get("a")?.source).toBe("file");
    expect(source.pulls).toBe(3 * round);
  }
});

it("names the line of broken NDJSON", () => {
  expect(() => new RecordedSource("file", '{"name":"A"}\n{"name":')).toThrow(/^file:2: /);
});

it("takes only a sensible batch size", () => {
  expect(() => new RecordedSource("file", [], { batchSize: 0 })).toThrow(TypeError);
});
