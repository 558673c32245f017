import { describe, expect, it } from "vitest";
import { SimulatedClock } from "../../../src/testing/index.ts";

describe("a simulated clock", () => {
  it("rings timers in order, each at its time", async () => {
    const clock = new SimulatedClock(1000);
    const rung: string[] = [];
    const at = (name: string, ms: number): unknown =>
      clock.setTimeout(() => rung.push(`${name} ${clock.now()}`), ms);
    at("c", 30);
    at("a", 10);
    at("b", 10);
    clock.clearTimeout(at("never", 5));
    at("later", 31);
    await clock.advance(30);
    expect(rung).toEqual(["a 1010", "b 1010", "c 1030"]);
    expect(clock.now()).toBe(1030);
    expect(clock.timers).toBe(1);
  });

  it("rings what a timer sets while it moves on", async () => {
    const clock = new SimulatedClock();
    const rung: number[] = [];
    const again = (): void => {
      rung.push(clock.now());
      clock.setTimeout(again, 10);
    };
    clock.setTimeout(again, 10);
    await clock.advance(35);
    expect(rung).toEqual([10, 20, 30]);
  });

  it("lets promises settle before time moves again", async () => {
    const clock = new SimulatedClock();
    const log: string[] = [];
    clock.setTimeout(() => {
      void (async () => {
        for (let i = 0; i < 20; i++) await Promise.resolve();
        log.push(`settled ${clock.now()}`);
      })();
    }, 10);
    clock.setTimeout(() => log.push("next"), 11);
    await clock.advance(20);
    expect(log).toEqual(["settled 10", "next"]);
  });

  it("jumps without ringing", async () => {
    const clock = new SimulatedClock();
    const rung: number[] = [];
    clock.setTimeout(() => rung.push(clock.now()), 10);
    clock.jump(50);
    await clock.settle();
    expect(rung).toEqual([]);
    await clock.advance(0);
    expect(rung).toEqual([50]);
  });
});
