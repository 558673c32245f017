import { describe, expect, it } from "vitest";
import { WakeTimer } from "../../../src/processor/wake-timer.ts";
import { SimulatedClock } from "../../../src/testing/index.ts";

function stage(): { clock: SimulatedClock; timer: WakeTimer; rung: number[] } {
  const clock = new SimulatedClock();
  const rung: number[] = [];
  return { clock, rung, timer: new WakeTimer(clock, () => rung.push(clock.now())) };
}

describe("a wake timer", () => {
  it("rings once, at the earliest time it was armed for", async () => {
    const { clock, timer, rung } = stage();
    timer.arm(50, 0);
    timer.arm(20, 0);
    timer.arm(30, 0);
    expect(clock.timers).toBe(1);
    await clock.advance(100);
    expect(rung).toEqual([20]);
  });

  it("never rings when disarmed, or armed for never", async () => {
    const { clock, timer, rung } = stage();
    timer.arm(Infinity, 0);
    timer.arm(20, 0);
    timer.disarm();
    timer.disarm();
    expect(clock.timers).toBe(0);
    await clock.advance(100);
    expect(rung).toEqual([]);
  });

  it("does not ring at once for what is too far away for a platform's timer", async () => {
    const { clock, timer, rung } = stage();
    timer.arm(1e12, 0);
    await clock.advance(1e9);
    expect(rung).toEqual([]);
    await clock.advance(2e9);
    expect(rung).toEqual([2 ** 31 - 1]);
  });

  it("leaves the program a moment when it is late", async () => {
    const { clock, timer, rung } = stage();
    timer.arm(-5, 0);
    await clock.advance(0);
    expect(rung).toEqual([]);
    await clock.advance(1);
    expect(rung).toEqual([1]);
  });
});
