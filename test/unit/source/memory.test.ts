import { describe, expect, it } from "vitest";
import {
  InMemoryEventSource,
  InvalidEvent,
  SourceClosed,
  SourceFull,
  StreamProcessor,
} from "../../../src/index.ts";
import { SimulatedClock } from "../../../src/testing/index.ts";

describe("emit", () => {
  it("returns a frozen event that can be cited", () => {
    const source = new InMemoryEventSource("sensors");
    const given = { name: "Sensor.reading", data: { temperature: 3 }, time: 7 };
    const event = source.emit(given);
    expect(event).toEqual({
      id: expect.any(String),
      name: "Sensor.reading",
      source: "sensors",
      time: 7,
      data: { temperature: 3 },
      causes: [],
    });
    expect(Object.isFrozen(event)).toBe(true);
    expect(event.data).toBe(given.data);
    expect(Object.isFrozen(given)).toBe(false);
    const effect = source.emit({ name: "Sensor.alert", causes: [event, event.id], source: "other" });
    expect(effect.causes).toEqual([event.id]);
    expect(effect.source).toBe("other");
    expect(source.size).toBe(2);
  });

  it.each([
    [{ name: "not a name" }, "name"],
    [{}, "name"],
    [null, "event"],
    [{ name: "A", id: "" }, "id"],
    [{ name: "A", time: Number.NaN }, "time"],
    [{ name: "A", id: "a", causes: ["a"] }, "causes[0]"],
  ])("refuses %o and says which field", (input, field) => {
    const source = new InMemoryEventSource("s");
    const attempt = (): unknown => source.emit(input as never);
    expect(attempt).toThrow(InvalidEvent);
    expect(attempt).toThrow(expect.objectContaining({ code: "InvalidEvent", field }));
    expect(source.size).toBe(0);
  });

  it("throws at capacity and after the end", () => {
    const source = new InMemoryEventSource("s", { capacity: 1 });
    source.emit({ name: "A" });
    expect(() => source.emit({ name: "A" })).toThrow(SourceFull);
    source.close();
    source.close();
    expect(() => source.emit({ name: "A" })).toThrow(SourceClosed);
  });

  it("takes only a sensible capacity", () => {
    for (const capacity of [0, -1, 1.5, Number.NaN])
      expect(() => new InMemoryEventSource("s", { capacity })).toThrow(TypeError);
    expect(() => new InMemoryEventSource("s", { capasity: 1 } as object)).toThrow(
      'new InMemoryEventSource has no option "capasity"; it takes capacity',
    );
    expect(() => new InMemoryEventSource("")).toThrow(TypeError);
  });

  it("keeps the order over many chunks, and the time of each emission", async () => {
    const clock = new SimulatedClock(1000);
    const processor = new StreamProcessor({ clock });
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    for (let i = 0; i < 5000; i++) {
      source.emit({ name: "A", data: i });
      clock.jump(1);
    }
    source.close();
    const seen: unknown[] = [];
    let ordered = true;
    processor.watch("A", (event) => {
      ordered &&= event.time === 1000 + event.data;
      seen.push(event.data);
    });
    await processor.run();
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i));
    expect(ordered).toBe(true);
  });

  it("leaves time and source open, so that a second delivery is a duplicate", async () => {
    const clock = new SimulatedClock(0);
    const processor = new StreamProcessor({ clock });
    const [one, two] = [new InMemoryEventSource("one"), new InMemoryEventSource("two")];
    processor.addSource("one", one);
    processor.addSource("two", two);
    one.emit({ id: "e", name: "A" });
    clock.jump(10);
    two.emit({ id: "e", name: "A" });
    one.close();
    two.close();
    expect((await processor.run()).events).toMatchObject({
      read: 2,
      admitted: 1,
      duplicates: 1,
      rejected: 0,
    });
  });
});

describe("put", () => {
  it("waits while the source is full, the longest waiting first", async () => {
    const source = new InMemoryEventSource("s", { capacity: 2 });
    const done: number[] = [];
    const puts = [0, 1, 2, 3].map((data) => source.put({ name: "A", data }).then(() => done.push(data)));
    await Promise.resolve();
    expect(done).toEqual([0, 1]);
    expect(source.size).toBe(2);
    const processor = new StreamProcessor();
    processor.addSource("s", source);
    const seen: unknown[] = [];
    processor.watch("A", (event) => {
      expect(source.size).toBeLessThanOrEqual(2);
      seen.push(event.data);
      if (seen.length === 4) source.close();
    });
    await processor.run();
    await Promise.all(puts);
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(done).toEqual([0, 1, 2, 3]);
    expect(source.exceeded).toBe(0);
  });

  it("goes past the capacity while a callback is awaited, and counts it", async () => {
    const source = new InMemoryEventSource("s", { capacity: 1 });
    const processor = new StreamProcessor();
    processor.addSource("s", source);
    processor.watch("A", async (event) => {
      for (let i = 0; i < 5; i++) await source.put({ name: "B", causes: [event] });
      source.close();
    });
    const seen: string[] = [];
    processor.watch("B", (event) => {
      seen.push(event.name);
    });
    source.emit({ name: "A" });
    const report = await processor.run();
    expect(report.events.admitted).toBe(6);
    expect(seen.length).toBe(5);
    expect(source.exceeded).toBe(4);
  });

  it("lets in what waits for room when a callback waits for it", async () => {
    const source = new InMemoryEventSource("s", { capacity: 1 });
    const processor = new StreamProcessor();
    processor.addSource("s", source);
    source.emit({ name: "A" });
    const producer = (async () => {
      await source.put({ name: "B" });
      await source.put({ name: "B" });
      source.close();
    })();
    processor.watch("A", () => producer);
    expect((await processor.run()).events.admitted).toBe(3);
  });

  it("does not keep a callback from the event loop, however fast it is called", async () => {
    const source = new InMemoryEventSource("s", { capacity: 1 });
    const processor = new StreamProcessor();
    processor.addSource("s", source);
    const state = { busy: true };
    processor.watch("A", async () => {
      if (!state.busy) return;
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      state.busy = false;
    });
    const producer = (async () => {
      await source.put({ name: "A" });
      while (state.busy) await source.put({ name: "A" });
      source.close();
    })();
    await processor.run();
    await producer;
    expect(state.busy).toBe(false);
  });

  it("is refused for what is no event, when the source ends, and when its reader leaves", async () => {
    const source = new InMemoryEventSource("s", { capacity: 1 });
    source.emit({ name: "A" });
    await expect(source.put({ name: "?" })).rejects.toThrow(InvalidEvent);
    const waiting = source.put({ name: "A" });
    source.close();
    await expect(waiting).rejects.toThrow(SourceClosed);
    await expect(source.put({ name: "A" })).rejects.toThrow(SourceClosed);

    const other = new InMemoryEventSource("s", { capacity: 1 });
    const processor = new StreamProcessor();
    processor.addSource("s", other);
    processor.stop();
    other.emit({ name: "A" });
    const left = other.put({ name: "A" });
    await Promise.all([expect(left).rejects.toThrow(SourceClosed), processor.run()]);
    await expect(other.put({ name: "A" })).rejects.toThrow(/no longer read/);
  });
});

describe("a reader", () => {
  it("is alone, and leaves what it has not taken", async () => {
    const source = new InMemoryEventSource("s");
    for (let data = 0; data < 3; data++) source.emit({ name: "A", data });
    const first = new StreamProcessor();
    first.addSource("s", source);
    expect(() => new StreamProcessor().addSource("s", source)).toThrow(TypeError);
    first.watch("A", () => first.removeSource("s"));
    expect((await first.run()).events.admitted).toBe(1);

    const clock = new SimulatedClock(50);
    const second = new StreamProcessor({ clock });
    second.addSource("again", source);
    source.close();
    await second.run();
    expect(second.graph.events().map((e) => [e.data, e.time])).toEqual([
      [1, 50],
      [2, 50],
    ]);
  });

  it("can be a loop", async () => {
    const source = new InMemoryEventSource("s", { capacity: 2 });
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const event of source) seen.push(event);
    })();
    const a = await source.put({ name: "A" });
    const b = await source.put({ name: "A", causes: [a] });
    const c = await source.put({ name: "A", causes: [b] });
    source.close();
    await reading;
    expect(seen).toEqual([a, b, c]);

    const failing = new InMemoryEventSource("f");
    failing.fail(new Error("broken"));
    await expect(failing[Symbol.asyncIterator]().next()).rejects.toThrow("broken");
  });
});

it("fails after what it has emitted", async () => {
  const source = new InMemoryEventSource("s");
  const processor = new StreamProcessor();
  processor.addSource("s", source);
  source.emit({ name: "A" });
  source.fail(new Error("unplugged"));
  source.close();
  expect(source.closed).toBe(true);
  const report = await processor.run();
  expect(report.outcome).toBe("failed");
  expect(report.events.admitted).toBe(1);
  expect(report.firstDiagnostics[0]?.message).toContain("unplugged");
});

it("that was read to its end can be added again, and ends at once", async () => {
  const source = new InMemoryEventSource("s");
  source.emit({ name: "A" });
  source.close();
  for (const read of [1, 0]) {
    const processor = new StreamProcessor();
    processor.addSource("s", source);
    expect((await processor.run()).events.read).toBe(read);
  }
});

it.each([[5], [null], ["capacity"]])("refuses options that are %j", (options) => {
  expect(() => new InMemoryEventSource("s", options as never)).toThrow(
    /new InMemoryEventSource takes an object with capacity, not/,
  );
});
