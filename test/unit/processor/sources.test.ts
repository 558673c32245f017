import { describe, expect, it } from "vitest";
import { type EventInput, InMemoryEventSource, StreamProcessor } from "../../../src/index.ts";
import { RecordedSource, SimulatedClock } from "../../../src/testing/index.ts";

function never(): AsyncIterable<EventInput> & { closed: number } {
  const source = {
    closed: 0,
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<never>(() => {}),
      return: async () => {
        source.closed++;
        return { done: true as const, value: undefined };
      },
    }),
  };
  return source;
}

function many(count: number, name = "A"): EventInput[] {
  return Array.from({ length: count }, () => ({ name }));
}

describe("a source that fails", () => {
  it("is reported and ended; the others go on", async () => {
    const processor = new StreamProcessor();
    const told: string[] = [];
    processor.onDiagnostic((diagnostic) => {
      told.push(`${diagnostic.kind} ${diagnostic.source}`);
    });
    const error = new Error("unplugged");
    processor.addSource("bad", new RecordedSource("bad", [{ name: "A" }], { failure: error }));
    processor.addSource("good", new RecordedSource("good", many(200, "B")));
    const report = await processor.run();
    expect(report.outcome).toBe("failed");
    expect(report.events.admitted).toBe(201);
    expect(told).toEqual(["sourceFailed bad"]);
    expect(report.diagnostics).toEqual({ sourceFailed: 1 });
    expect(report.firstDiagnostics[0]).toMatchObject({ kind: "sourceFailed", source: "bad", error });
  });

  it('stops the run under onSourceError: "stop"', async () => {
    const processor = new StreamProcessor({ onSourceError: "stop" });
    const other = never();
    processor.addSource("other", other);
    processor.addSource(
      "bad",
      new RecordedSource("bad", [{ name: "A" }], { failure: new Error("unplugged") }),
    );
    const report = await processor.run();
    expect(report.outcome).toBe("failed");
    expect(report.events.admitted).toBe(1);
    expect(other.closed).toBe(1);
  });
});

describe("a source that never yields", () => {
  it("keeps the run going until it is removed", async () => {
    const processor = new StreamProcessor();
    const source = never();
    const handle = processor.addSource("never", source);
    const running = processor.run();
    let ended = false;
    void running.then(() => (ended = true));
    await new Promise(setImmediate);
    expect(ended).toBe(false);
    handle.dispose();
    handle.dispose();
    expect((await running).outcome).toBe("completed");
    expect(source.closed).toBe(1);
  });

  it("is closed by stop", async () => {
    const processor = new StreamProcessor();
    const source = never();
    processor.addSource("never", source);
    const running = processor.run();
    await Promise.resolve();
    processor.stop();
    expect((await running).outcome).toBe("stopped");
    expect(source.closed).toBe(1);
  });
});

describe("sources that end at once", () => {
  it("complete the run", async () => {
    const processor = new StreamProcessor();
    processor.addSource("array", []);
    processor.addSource("batches", [[], []]);
    processor.addSource("async", new RecordedSource("none", ""));
    const closed = new InMemoryEventSource("closed");
    closed.close();
    processor.addSource("memory", closed);
    const report = await processor.run();
    expect(report.outcome).toBe("completed");
    expect(report.events.read).toBe(0);
  });

  it("are not even needed", async () => {
    expect((await new StreamProcessor().run()).outcome).toBe("completed");
  });
});

describe("a source that is infinitely fast", () => {
  function* endless(): Generator<EventInput> {
    for (;;) yield { name: "Fast.tick" };
  }
  async function* endlessAsync(): AsyncGenerator<EventInput> {
    for (;;) yield { name: "Fast.tick" };
  }
  function* endlessNothing(): Generator<EventInput[]> {
    for (;;) yield [];
  }
  it.each([
    ["synchronous", endless],
    ["asynchronous", endlessAsync],
    ["yielding empty batches", endlessNothing],
  ])("%s: lets the event loop run, and the others have their turn", async (_, make) => {
    const processor = new StreamProcessor();
    processor.addSource("fast", make());
    const slow = new InMemoryEventSource("slow");
    processor.addSource("slow", slow);
    let seen = 0;
    processor.watch("Slow.tick", () => {
      if (++seen === 3) processor.stop();
    });
    const running = processor.run({ windowSize: 10 });
    // Only a loop that yields lets these through.
    for (let i = 0; i < 3; i++) setImmediate(() => slow.emit({ name: "Slow.tick" }));
    expect((await running).outcome).toBe("stopped");
    expect(seen).toBe(3);
  });
});

describe("serving", () => {
  it("is fair: a long batch does not keep another source waiting", async () => {
    const processor = new StreamProcessor();
    processor.addSource("long", [many(10_000, "Long")]);
    processor.addSource("short", [[{ name: "Short" }, { name: "Short" }]]);
    let before = 0;
    processor.watch("Long", () => {
      before++;
    });
    const waited: number[] = [];
    processor.watch("Short", () => {
      waited.push(before);
    });
    await processor.run();
    expect(waited.length).toBe(2);
    expect(Math.max(...waited)).toBeLessThan(200);
  });

  it("pulls no more than one answer ahead of a slow callback", async () => {
    const processor = new StreamProcessor();
    let pulled = 0;
    let inFlight = 0;
    async function* counting(): AsyncGenerator<EventInput> {
      for (let i = 0; i < 50; i++) {
        expect(++inFlight).toBe(1);
        pulled++;
        await Promise.resolve();
        inFlight--;
        yield { name: "A" };
      }
    }
    processor.addSource("s", counting());
    let handled = 0;
    processor.watch("A", async () => {
      await new Promise(setImmediate);
      handled++;
      expect(pulled - handled).toBeLessThanOrEqual(1);
    });
    await processor.run();
    expect(handled).toBe(50);
  });

  it("reads thousands of sources at once", async () => {
    const processor = new StreamProcessor();
    const sources = Array.from({ length: 3000 }, (_, i) => new InMemoryEventSource(`s${i}`));
    for (const source of sources) processor.addSource(source.name, source);
    const running = processor.run();
    for (let round = 0; round < 3; round++) {
      for (const source of sources) source.emit({ name: "A" });
      await new Promise(setImmediate);
    }
    for (const source of sources) source.close();
    const report = await running;
    expect(report.outcome).toBe("completed");
    expect(report.events.admitted).toBe(9000);
  });

  it("gives ids to events that have none, and leaves the producer's objects alone", async () => {
    const processor = new StreamProcessor();
    const input = { name: "A", data: { n: 1 } };
    const before = structuredClone(input);
    processor.addSource("s", [input, input]);
    await processor.run();
    const ids = processor.graph.events().map((event) => event.id);
    expect(new Set(ids).size).toBe(2);
    expect(input).toEqual(before);
    expect(Object.isFrozen(input)).toBe(false);
  });

  it("rejects what is no event, says where it came from, and goes on", async () => {
    const processor = new StreamProcessor();
    const odd = [
      null,
      7,
      "text",
      {},
      { name: "no name" },
      [[]],
      { name: "A", id: 3 },
      { name: "A", causes: 5 },
    ];
    processor.addSource("odd", [...odd, { name: "A" }] as never);
    const report = await processor.run();
    expect(report.events).toMatchObject({ read: 9, rejected: 8, admitted: 1 });
    expect(report.firstDiagnostics.length).toBeGreaterThan(0);
    for (const diagnostic of report.firstDiagnostics)
      expect(diagnostic).toMatchObject({ kind: "rejected", source: "odd" });
  });
});

it("rejects an event whose id is not there when it is read again", async () => {
  let reads = 0;
  const flighty = {
    name: "A",
    get id() {
      return reads++ === 0 ? "once" : undefined;
    },
  };
  const processor = new StreamProcessor();
  processor.addSource("s", [flighty, { id: "b", name: "B" }] as EventInput[]);
  const report = await processor.run();
  expect(report.events).toMatchObject({ read: 2, rejected: 1, admitted: 1 });
  expect(report.firstDiagnostics[0]).toMatchObject({
    kind: "rejected",
    message: 'source "s": not an event, id: it was there when it was read before, but is no more',
  });
});

it("rejects an event that cannot even be read", async () => {
  const hostile = {
    get name(): string {
      throw new Error("do not touch");
    },
  };
  function* causes(): Generator<string> {
    yield "a";
    throw new Error("nor this");
  }
  const processor = new StreamProcessor();
  processor.addSource("s", [hostile, { name: "A", causes: causes() }, { name: "A" }]);
  const report = await processor.run();
  expect(report.events).toMatchObject({ read: 3, rejected: 2, admitted: 1 });
  expect(report.firstDiagnostics.map((d) => [d.kind, d.source])).toEqual([
    ["rejected", "s"],
    ["rejected", "s"],
  ]);
  expect(report.firstDiagnostics[0]?.message).toContain("do not touch");
});

describe("while running", () => {
  it("sources can be added and removed", async () => {
    const processor = new StreamProcessor();
    const first = new InMemoryEventSource("first");
    processor.addSource("first", first);
    processor.watch("First", () => {
      processor.addSource("second", [{ name: "Second" }]);
    });
    processor.watch("Second", () => {
      expect(processor.removeSource("first")).toBe(true);
      expect(processor.removeSource("first")).toBe(false);
    });
    const running = processor.run();
    first.emit({ name: "First" });
    const report = await running;
    expect(report.outcome).toBe("completed");
    expect(report.events.admitted).toBe(2);
    expect(() => processor.addSource("late", [])).toThrow(expect.objectContaining({ code: "Ended" }));
  });

  it("a removed source drops what it has handed over and not yet delivered", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [many(10, "A")]);
    processor.watch("A", () => {
      processor.removeSource("s");
    });
    expect((await processor.run()).events.admitted).toBe(1);
  });

  it("names are unique among the sources there are", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", []);
    expect(() => processor.addSource("s", [])).toThrow(TypeError);
    processor.removeSource("s");
    processor.addSource("s", [{ name: "A" }]);
    expect((await processor.run()).events.admitted).toBe(1);
  });

  it("options that cannot be meant are TypeErrors", () => {
    const processor = new StreamProcessor();
    expect(() => processor.addSource("", [])).toThrow(TypeError);
    expect(() => processor.addSource("s", [], { idleMs: -1 })).toThrow(TypeError);
    expect(() => processor.addSource("s", [], { order: true } as never)).toThrow(/no option "order"/);
    expect(() => processor.addSource("s", [], { ordered: 1 } as never)).toThrow(TypeError);
  });
});

it("chains an ordered source", async () => {
  const processor = new StreamProcessor({ clock: new SimulatedClock() });
  processor.addSource(
    "s",
    [
      { id: "a", name: "A" },
      { id: "b", name: "A" },
      { id: "c", name: "A" },
    ],
    { ordered: true },
  );
  await processor.run();
  expect(processor.graph.precedes("a", "c")).toBe(true);
});

describe("sources that callbacks and other sources add", () => {
  it("may take the name of one whose failure is being told", async () => {
    const processor = new StreamProcessor();
    processor.onDiagnostic(({ kind }) => {
      if (kind === "sourceFailed") processor.addSource("s", [{ id: "late", name: "A", causes: ["lost"] }]);
    });
    processor.addSource("s", new RecordedSource("s", [], { failure: new Error("unplugged") }));
    const report = await processor.run();
    // All have ended, so nothing is left in hold.
    expect(report.events).toMatchObject({ admitted: 1, missingCauses: 1, held: 0 });
  });

  it("are pulled once where the first pull of another adds them", async () => {
    const processor = new StreamProcessor();
    const seen: string[] = [];
    processor.onEvent(({ id }) => {
      seen.push(id);
    });
    processor.addSource(
      "a",
      (function* () {
        processor.addSource("b", [
          { id: "b1", name: "B" },
          { id: "b2", name: "B" },
        ]);
        yield { id: "a1", name: "A" };
      })(),
    );
    await processor.run();
    expect(seen.toSorted()).toEqual(["a1", "b1", "b2"]);
  });
});

describe("a web stream", () => {
  it("is cancelled while a read waits", async () => {
    let cancelled = false;
    const processor = new StreamProcessor();
    const cancel = (): void => {
      cancelled = true;
    };
    processor.addSource("s", new ReadableStream<EventInput>({ cancel }));
    const running = processor.run();
    await new Promise(setImmediate);
    processor.stop();
    await running;
    expect(cancelled).toBe(true);
  });

  it("is cancelled though it was never read", () => {
    let cancelled = false;
    const processor = new StreamProcessor();
    const cancel = (): void => {
      cancelled = true;
    };
    processor.addSource("s", new ReadableStream<EventInput>({ cancel })).dispose();
    expect(cancelled).toBe(true);
  });
});

it("data that cannot be compared with what came before is other content, and stops nothing", async () => {
  const event = (): EventInput => ({
    id: "a",
    name: "A",
    data: {
      get broken(): never {
        throw new Error("no");
      },
    },
  });
  const processor = new StreamProcessor();
  processor.addSource("s", [event(), event(), { name: "B" }]);
  const report = await processor.run();
  expect(report.events).toMatchObject({ admitted: 2, rejected: 1 });
  expect(report.diagnostics).toEqual({ conflict: 1 });
});
