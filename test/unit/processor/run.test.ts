import { describe, expect, it } from "vitest";
import { InMemoryEventSource, mustMatch, StreamProcessor } from "../../../src/index.ts";
import { RecordedSource, SimulatedClock } from "../../../src/testing/index.ts";

describe("run", () => {
  it("can be called once", async () => {
    const processor = new StreamProcessor();
    const running = processor.run();
    await expect(processor.run()).rejects.toThrow(expect.objectContaining({ code: "AlreadyRun" }));
    await running;
    await expect(processor.run()).rejects.toThrow(expect.objectContaining({ code: "AlreadyRun" }));
    for (const attempt of [
      () => processor.watch("A", () => {}),
      () => processor.enforce(mustMatch({ trigger: "A", response: "B" })),
    ])
      expect(attempt).toThrow(expect.objectContaining({ code: "Ended" }));
  });

  it("aborted before it starts reads nothing", async () => {
    const processor = new StreamProcessor();
    const source = new RecordedSource("s", [{ name: "A" }]);
    processor.addSource("s", source);
    const report = await processor.run({ signal: AbortSignal.abort() });
    expect(report.outcome).toBe("stopped");
    expect(report.events.read).toBe(0);
    expect(source.pulls).toBe(0);
  });

  it("stopped before it starts reads nothing", async () => {
    const processor = new StreamProcessor();
    const source = new RecordedSource("s", [{ name: "A" }]);
    processor.addSource("s", source);
    processor.stop();
    expect((await processor.run()).outcome).toBe("stopped");
    expect(source.pulls).toBe(0);
  });

  it("stopped inside a callback ends there, with what is pending undecided", async () => {
    const processor = new StreamProcessor();
    const source = new RecordedSource(
      "s",
      Array.from({ length: 1000 }, () => ({ name: "A" })),
    );
    processor.addSource("s", source);
    processor.enforce(mustMatch({ trigger: "A", response: "B", name: "answered" }));
    let seen = 0;
    processor.watch("A", () => {
      if (++seen === 10) {
        processor.stop();
        processor.stop();
      }
    });
    const report = await processor.run();
    expect(report.outcome).toBe("stopped");
    expect(report.events.admitted).toBe(10);
    expect(report.violations).toEqual([]);
    expect(report.inconclusive.length).toBe(10);
    expect(report.constraints[0]?.status).toBe("inconclusive");
    expect(source.closed).toBe(1);
  });

  it("aborted while idle ends at once, and listens no longer", async () => {
    const clock = new SimulatedClock();
    const processor = new StreamProcessor({ clock });
    processor.addSource("s", new InMemoryEventSource("s"));
    processor.enforce(mustMatch({ trigger: "A", response: "B", within: { ms: 10 } }));
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_: "abort", listener: () => void) => listeners.add(listener),
      removeEventListener: (_: "abort", listener: () => void) => listeners.delete(listener),
    };
    const running = processor.run({ signal });
    await clock.settle();
    expect(listeners.size).toBe(1);
    for (const listener of listeners) listener();
    expect((await running).outcome).toBe("stopped");
    expect(listeners.size).toBe(0);
    expect(clock.timers).toBe(0);
  });

  it("leaves no timer behind", async () => {
    const clock = new SimulatedClock();
    const processor = new StreamProcessor({ clock });
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    processor.enforce(mustMatch({ trigger: "A", response: "B", within: { ms: 10 } }));
    const running = processor.run();
    source.emit({ name: "A" });
    await clock.settle();
    expect(clock.timers).toBe(1);
    source.close();
    await running;
    expect(clock.timers).toBe(0);
  });

  it("refuses options that cannot be meant", async () => {
    for (const windowSize of [0, -1, 1.5, "10"])
      await expect(new StreamProcessor().run({ windowSize } as never)).rejects.toThrow(TypeError);
    await expect(new StreamProcessor().run({ window: 10 } as never)).rejects.toThrow(/windowSize/);
    expect(() => new StreamProcessor({ windowSize: 10 } as never)).toThrow(/option of run\(\)/);
    expect(() => new StreamProcessor({ maxHold: 1 } as never)).toThrow(/maxHeld/);
    expect(() => new StreamProcessor({ maxHeld: -1 })).toThrow(TypeError);
    expect(() => new StreamProcessor({ onSourceError: "ignore" as never })).toThrow(TypeError);
    expect(() => new StreamProcessor({ clock: {} as never })).toThrow(TypeError);
  });

  it("lets nothing be changed by callbacks of its end", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [{ id: "a", name: "A" }]);
    processor.addSource("open", new InMemoryEventSource("open"));
    const rule = processor.enforce(mustMatch({ trigger: "A", response: "B" }));
    processor.watch("A", () => {
      processor.removeSource("open");
    });
    const attempts: string[] = [];
    processor.onViolation(() => {
      rule.dispose();
      attempts.push(`${processor.removeSource("open")}`);
      try {
        processor.addSource("late", []);
      } catch (error) {
        attempts.push((error as Error).name);
      }
    });
    const report = await processor.run();
    expect(attempts).toEqual(["false", "Ended"]);
    expect(report.violations.length).toBe(1);
  });

  it("counts while it runs and after", async () => {
    const processor = new StreamProcessor();
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    let counted: number | undefined;
    processor.watch("A", () => {
      counted ??= processor.stats.events.admitted;
    });
    source.emit({ name: "A" });
    source.emit({ name: "A" });
    source.close();
    const report = await processor.run();
    expect(counted).toBe(1);
    expect(processor.stats.events).toEqual(report.events);
    expect(report.events.admitted).toBe(2);
  });

  it("yields to the event loop while one event frees thousands", async () => {
    const processor = new StreamProcessor();
    const effects = Array.from({ length: 3000 }, () => ({ name: "B", causes: ["a"] }));
    processor.addSource("s", [...effects, { id: "a", name: "A" }]);
    const admitted: number[] = [];
    processor.watch("A", () => {
      const look = (): void => {
        admitted.push(processor.stats.events.admitted);
        if (admitted.length < 2) setImmediate(look);
      };
      setImmediate(look);
    });
    const report = await processor.run();
    expect(report.events.admitted).toBe(3001);
    expect(admitted[0]).toBeLessThan(3001);
  });

  it("drains what is held when every source has ended", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [
      { id: "b", name: "A", causes: ["a"] },
      { id: "c", name: "A", causes: ["b"] },
    ]);
    const seen: string[] = [];
    processor.watch("A", async (event) => {
      await Promise.resolve();
      seen.push(event.id);
    });
    const report = await processor.run();
    expect(seen).toEqual(["b", "c"]);
    expect(report.events).toMatchObject({ missingCauses: 1, held: 0 });
  });
});
