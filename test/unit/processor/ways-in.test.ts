import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type EventInput,
  InMemoryEventSource,
  mustMatch,
  never,
  precededBy,
  type Source,
  StreamProcessor,
} from "../../../src/index.ts";
import { RecordedSource, SimulatedClock } from "../../../src/testing/index.ts";

const NAMES = ["A", "B", "C"];

/** Events of several sources; each cites some that were made before it, wherever they go. */
const streams = fc
  .array(
    fc.record({
      name: fc.constantFrom(...NAMES),
      source: fc.nat({ max: 3 }),
      causes: fc.array(fc.nat({ max: 200 }), { maxLength: 3 }),
    }),
    { maxLength: 120 },
  )
  .map((made) => {
    const sources: EventInput[][] = [[], [], [], []];
    made.forEach(({ name, source, causes }, at) => {
      const cited = at === 0 ? [] : causes.map((cause) => `e${cause % at}`);
      sources[source]?.push({ id: `e${at}`, name, time: at, causes: cited });
    });
    return sources;
  });

const ways: readonly ((events: readonly EventInput[], at: number) => Source)[] = [
  (events) => events,
  (events) => [events],
  (events, at) => new RecordedSource(`s${at}`, events, { batchSize: at + 1 }),
  (events) => ({ events: () => ReadableStream.from(events) as AsyncIterable<EventInput> }),
  (events, at) => {
    const source = new InMemoryEventSource(`s${at}`);
    for (const event of events) source.emit(event);
    source.close();
    return source;
  },
  (events, at) => {
    const source = new InMemoryEventSource(`s${at}`, { capacity: 2 });
    void (async () => {
      for (const event of events) await source.put(event);
      source.close();
    })();
    return source;
  },
];

interface Outcome {
  readonly verdicts: readonly string[];
  readonly matches: readonly string[];
}

/** Runs the sources, each in one of the ways; `slow` callbacks are awaited now and then. */
async function outcomeOf(
  sources: readonly EventInput[][],
  way: (at: number) => number,
  slow: boolean,
): Promise<Outcome> {
  const processor = new StreamProcessor({ clock: new SimulatedClock() });
  sources.forEach((events, at) => {
    const make = ways[way(at) % ways.length] as (typeof ways)[number];
    processor.addSource(`s${at}`, make(events, at));
  });
  processor.enforce(mustMatch({ trigger: "A", response: "B", name: "answered" }));
  processor.enforce(never({ pattern: ["B", "B"], withinCause: "A", name: "once" }));
  processor.enforce(precededBy({ effect: "C", cause: "A", name: "caused" }));
  const matches: string[] = [];
  let calls = 0;
  processor.watch(["A", "C"], (a, c) => {
    matches.push(`${a.id} ${c.id}`);
    if (!slow || ++calls % 3 !== 0) return undefined;
    return new Promise<void>((resolve) => setImmediate(() => resolve()));
  });
  let order = true;
  processor.onEvent((event) => {
    // Nothing is admitted before its causes, and nothing ahead of the callbacks.
    order &&= event.causes.every((id) => processor.graph.has(id));
    order &&= processor.graph.events().at(-1)?.id === event.id;
  });
  const report = await processor.run({ windowSize: Infinity });
  expect(order).toBe(true);
  expect(report.events.admitted).toBe(sources.flat().length);
  return {
    matches: matches.toSorted(),
    verdicts: report.violations.map((v) => `${v.constraint} ${v.instance} ${v.reason}`).toSorted(),
  };
}

it("however events come in, the verdicts and the matches are the same", async () => {
  await fc.assert(
    fc.asyncProperty(streams, fc.nat({ max: 5 }), fc.boolean(), async (sources, shift, slow) => {
      const expected = await outcomeOf(sources, () => 0, false);
      expect(await outcomeOf(sources, (at) => at + shift, slow)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
