import { describe, expect, it } from "vitest";
import {
  type Clock,
  InMemoryEventSource,
  mustMatch,
  StreamProcessor,
  type Violation,
} from "../../../src/index.ts";
import { SimulatedClock } from "../../../src/testing/index.ts";

interface Stage {
  readonly clock: SimulatedClock;
  readonly processor: StreamProcessor;
  readonly source: InMemoryEventSource;
  /** What fell, and when. */
  readonly fell: string[];
}

function stage(within: { ms: number; clock?: "arrival" | "event" }): Stage {
  const clock = new SimulatedClock(1000);
  const processor = new StreamProcessor({ clock });
  const source = new InMemoryEventSource("s");
  const fell: string[] = [];
  processor.addSource("s", source);
  processor.enforce(mustMatch({ trigger: "A", response: "B", within, name: "answered" }));
  processor.onViolation((violation: Violation) => {
    fell.push(`${violation.instance} ${violation.reason} at ${clock.now()}`);
  });
  return { clock, processor, source, fell };
}

describe("a deadline on the arrival clock", () => {
  it("falls although no event arrives", async () => {
    const { clock, processor, source, fell } = stage({ ms: 500 });
    const running = processor.run();
    source.emit({ id: "a", name: "A" });
    await clock.advance(500);
    expect(fell).toEqual([]);
    await clock.advance(1);
    expect(fell).toEqual(["a deadline at 1501"]);
    source.close();
    expect((await running).constraints[0]?.violated).toBe(1);
  });

  it("each falls at its own time", async () => {
    const { clock, processor, source, fell } = stage({ ms: 500 });
    const running = processor.run();
    for (let i = 0; i < 4; i++) {
      source.emit({ id: `a${i}`, name: "A" });
      await clock.advance(100);
    }
    await clock.advance(10_000);
    expect(fell).toEqual([0, 1, 2, 3].map((i) => `a${i} deadline at ${1501 + 100 * i}`));
    source.close();
    await running;
  });

  it("begins when its trigger was admitted, however long the callbacks before took", async () => {
    let now = 1000;
    const clock: Clock = { now: () => now, setTimeout: () => 0, clearTimeout: () => {} };
    const processor = new StreamProcessor({ clock });
    const [source, answers] = [new InMemoryEventSource("s"), new InMemoryEventSource("answers")];
    processor.addSource("s", source);
    processor.addSource("answers", answers);
    processor.enforce(mustMatch({ trigger: "A", response: "B", within: { ms: 500 } }));
    processor.onEvent(({ name }) => {
      if (name === "Slow") now += 100;
      if (name !== "A") return;
      now += 200;
      answers.emit({ name: "B", causes: ["a"] });
      source.close();
      answers.close();
    });
    for (let i = 0; i < 10; i++) source.emit({ name: "Slow" });
    source.emit({ id: "a", name: "A" });
    expect((await processor.run()).constraints[0]).toMatchObject({ satisfied: 1, violated: 0 });
  });

  it("is met by what was emitted in time, however long it waited behind a slow callback", async () => {
    const { clock, processor, source, fell } = stage({ ms: 500 });
    let release = (): void => {};
    processor.watch("Slow", () => new Promise<void>((resolve) => (release = resolve)));
    const running = processor.run();
    source.emit({ id: "a", name: "A" });
    await clock.settle();
    source.emit({ name: "Slow" });
    await clock.settle();
    await clock.advance(500);
    source.emit({ name: "B", causes: ["a"] });
    await clock.advance(5000);
    expect(fell).toEqual([]);
    release();
    await clock.settle();
    expect(processor.stats.constraints[0]).toMatchObject({ satisfied: 1, violated: 0 });
    source.close();
    await running;
  });

  it("is missed by what was emitted too late, and falls when the slow callback is done", async () => {
    const { clock, processor, source, fell } = stage({ ms: 500 });
    let release = (): void => {};
    processor.watch("Slow", () => new Promise<void>((resolve) => (release = resolve)));
    const running = processor.run();
    source.emit({ id: "a", name: "A" });
    source.emit({ name: "Slow" });
    await clock.advance(501);
    source.emit({ name: "B", causes: ["a"] });
    await clock.advance(99);
    expect(fell).toEqual([]);
    release();
    await clock.settle();
    expect(fell).toEqual(["a deadline at 1600"]);
    source.close();
    await running;
  });

  it("takes what an async source hands over during a slow callback as arrived then", async () => {
    const { clock, processor, source, fell } = stage({ ms: 500 });
    let release = (): void => {};
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    processor.addSource(
      "async",
      (async function* () {
        await answered;
        yield [{ name: "B", causes: ["a"] }];
      })(),
    );
    processor.watch("Slow", () => new Promise<void>((resolve) => (release = resolve)));
    const running = processor.run();
    source.emit({ id: "a", name: "A" });
    source.emit({ name: "Slow" });
    await clock.advance(400);
    answer();
    await clock.advance(5000);
    release();
    await clock.settle();
    expect(fell).toEqual([]);
    expect(processor.stats.constraints[0]).toMatchObject({ satisfied: 1, violated: 0 });
    source.close();
    await running;
  });

  it("falls while other sources keep the processor busy", async () => {
    const { clock, processor, source, fell } = stage({ ms: 500 });
    let ticks = 0;
    processor.addSource(
      "busy",
      (function* () {
        for (;;) {
          if (++ticks % 100 === 0) clock.jump(10);
          yield { name: "Tick" };
        }
      })(),
    );
    processor.onViolation(() => {
      processor.stop();
    });
    source.emit({ id: "a", name: "A" });
    const report = await processor.run({ windowSize: 5 });
    expect(fell.length).toBe(1);
    expect(report.events.admitted).toBeLessThan(6000);
  });
});

describe("other things that time decides", () => {
  it("an event is held for so long and no longer", async () => {
    const clock = new SimulatedClock(0);
    const processor = new StreamProcessor({ clock, holdForMs: 300 });
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    const admitted: string[] = [];
    processor.onEvent((event) => {
      admitted.push(`${event.id} at ${clock.now()}`);
    });
    const running = processor.run();
    source.emit({ id: "b", name: "B", causes: ["a"] });
    source.emit({ id: "c", name: "C", causes: ["b"] });
    await clock.advance(299);
    expect(admitted).toEqual([]);
    await clock.advance(100);
    expect(admitted).toEqual(["b at 300", "c at 300"]);
    source.close();
    await running;
  });

  it("an event is held no longer while callbacks take their time", async () => {
    let now = 1000;
    const clock: Clock = { now: () => now, setTimeout: () => 0, clearTimeout: () => {} };
    const processor = new StreamProcessor({ clock, holdForMs: 250 });
    const order: string[] = [];
    processor.onEvent(({ id }) => {
      order.push(id);
      now += 100;
    });
    const waiting = { id: "waiting", name: "A", causes: ["never came"] };
    processor.addSource("s", [[waiting, ...["1", "2", "3", "4", "5"].map((id) => ({ id, name: "A" }))]]);
    await processor.run();
    expect(order).toEqual(["1", "2", "3", "4", "waiting", "5"]);
  });

  it("an event is not held at all, if so wished", async () => {
    const processor = new StreamProcessor({ clock: new SimulatedClock(0), holdForMs: 0 });
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    processor.onEvent(() => {
      source.close();
    });
    source.emit({ id: "b", name: "B", causes: ["a"] });
    // The clock stands still: what is due now must not wait for it to move.
    expect((await processor.run()).events).toMatchObject({ admitted: 1, missingCauses: 1 });
  });

  it("an idle source no longer holds back deadlines on the event clock", async () => {
    const clock = new SimulatedClock(0);
    const processor = new StreamProcessor({ clock });
    const [busy, idle] = [new InMemoryEventSource("busy"), new InMemoryEventSource("idle")];
    processor.addSource("busy", busy, { idleMs: Infinity });
    processor.addSource("idle", idle, { idleMs: 2000 });
    processor.enforce(mustMatch({ trigger: "A", response: "B", within: { ms: 10, clock: "event" } }));
    const fell: number[] = [];
    processor.onViolation(() => {
      fell.push(clock.now());
    });
    const running = processor.run();
    busy.emit({ name: "A", time: 0 });
    idle.emit({ name: "C", time: 5 });
    busy.emit({ name: "C", time: 100 });
    await clock.advance(1999);
    expect(fell).toEqual([]);
    await clock.advance(1);
    expect(fell).toEqual([2000]);
    busy.close();
    idle.close();
    await running;
  });
});

it("an event that a slow callback keeps waiting has its time from when it is admitted", async () => {
  const { clock, processor, source, fell } = stage({ ms: 500 });
  let release = (): void => {};
  processor.watch(
    "Cause",
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  const running = processor.run();
  source.emit({ id: "a", name: "A", causes: ["c"] });
  source.emit({ id: "c", name: "Cause" });
  await clock.advance(2000);
  release();
  await clock.advance(400);
  source.emit({ name: "B", causes: ["a"] });
  await clock.advance(400);
  source.close();
  await running;
  expect(fell).toEqual([]);
});
