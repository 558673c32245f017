import { describe, expect, it } from "vitest";
import { type EventInput, InMemoryEventSource, type Source } from "../../../src/index.ts";
import { RecordedSource, sourceConformance } from "../../../src/testing/index.ts";

const EVENTS: readonly EventInput[] = [
  { id: "1", name: "A.x" },
  { id: "2", name: "A.y", causes: ["1"], time: 5 },
  { id: "3", name: "A.z", causes: ["1", "2"], source: "elsewhere", data: { n: 1 } },
];
const suite = { describe, it, expect };

sourceConformance("an array", () => ({ source: EVENTS, count: 3 }), suite);
sourceConformance("an array of arrays", () => ({ source: [EVENTS, [], [{ name: "A.x" }]], count: 4 }), suite);

function generating(fails = false): { source: Source; count: number; isClosed: () => boolean } {
  let closed = false;
  function* generate(): Generator<EventInput> {
    try {
      yield* EVENTS;
      if (fails) throw new Error("broken");
    } finally {
      closed = true;
    }
  }
  return { source: generate(), count: 3, isClosed: () => closed };
}
sourceConformance("a generator", generating, suite, () => generating(true));

function generatingAsync(fails = false): { source: Source; count: number; isClosed: () => boolean } {
  let closed = false;
  async function* generate(): AsyncGenerator<EventInput | readonly EventInput[]> {
    try {
      yield EVENTS[0] as EventInput;
      yield EVENTS.slice(1);
      if (fails) throw new Error("broken");
    } finally {
      closed = true;
    }
  }
  return { source: generate(), count: 3, isClosed: () => closed };
}
sourceConformance("an async generator", generatingAsync, suite, () => generatingAsync(true));

function streaming(fails = false): { source: Source; count: number; isClosed: () => boolean } {
  let closed = false;
  const rest = [...EVENTS];
  const stream = new ReadableStream<EventInput>({
    pull(controller) {
      const next = rest.shift();
      if (next !== undefined) controller.enqueue(next);
      else if (fails) controller.error(new Error("broken"));
      else controller.close();
    },
    cancel() {
      closed = true;
    },
  });
  return { source: stream, count: 3, isClosed: () => closed };
}
sourceConformance("a web stream", streaming, suite, () => streaming(true));

/** As browsers have it that do not iterate streams. */
function bare(fails = false): { source: Source; count: number; isClosed: () => boolean } {
  const { source, count, isClosed } = streaming(fails);
  const stream = source as ReadableStream<EventInput>;
  return { source: { getReader: () => stream.getReader() }, count, isClosed };
}
sourceConformance("a web stream that is no iterable", bare, suite, () => bare(true));

sourceConformance("an object with events()", () => ({ source: { events: () => EVENTS }, count: 3 }), suite);

function inMemory(fails = false): { source: Source; count: number } {
  const source = new InMemoryEventSource("memory");
  for (const event of EVENTS) source.emit(event);
  if (fails) source.fail(new Error("broken"));
  else source.close();
  return { source, count: 3 };
}
sourceConformance("an in-memory source", inMemory, suite, () => inMemory(true));

sourceConformance(
  "a recorded source",
  () => {
    const source = new RecordedSource("recorded", EVENTS, { batchSize: 2 });
    return { source, count: 3, isClosed: () => source.closed === 1 };
  },
  suite,
  () => ({ source: new RecordedSource("recorded", EVENTS, { failure: new Error("broken") }), count: 3 }),
);
