// First, because it counts only what is loaded after it.
import { stepsOf } from "./steps.ts";
import { describe, expect, it } from "vitest";
import { type Constraint, mustMatch, never, precededBy } from "../../src/constrain/constraint.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import { watch } from "../../src/match/watch.ts";

// L5: an event costs its direct causes, the matches and verdicts it makes, and the rules it meets.
// Never the window, the depth, the length of the stream, or rules that it does not touch.

/** Which earlier events the `at`-th one cites. */
const shapes: Record<string, (at: number) => number[]> = {
  chain: (at) => (at === 0 ? [] : [at - 1]),
  "eight chains": (at) => (at < 8 ? [] : [at - 8]),
  hub: (at) => (at === 0 ? [] : at % 10 === 0 ? [0, at - 1] : [at - 1]),
  layers: (at) => (at < 4 ? [] : [0, 1, 2, 3].map((each) => at - (at % 4) - 4 + each)),
  diamonds: (at) =>
    at === 0 ? [] : at % 4 === 0 ? [at - 1] : at % 4 === 3 ? [at - 1, at - 2] : [at - (at % 4)],
};

/** Each event is touched by a rule now and then; what it touches is decided soon. */
function rulesOver(name: string): Constraint[] {
  return [
    mustMatch({ name: `${name} must`, trigger: `${name}.t`, response: `${name}.r` }),
    mustMatch({ name: `${name} soon`, trigger: `${name}.t`, response: `${name}.r`, within: { events: 40 } }),
    never({ name: `${name} never`, pattern: [`${name}.x`, `${name}.y`], withinCause: `${name}.c` }),
    never({ name: `${name} nearest`, pattern: `${name}.x`, withinCause: `${name}.c`, scope: "nearest" }),
    precededBy({ name: `${name} preceded`, effect: `${name}.r`, cause: `${name}.t` }),
  ];
}

/** Where in every 64 events a scope begins, and what is forbidden in it. */
const IN_SCOPE: Record<number, string> = { 24: "M.c", 40: "M.x", 56: "M.y" };

interface Plan {
  readonly shape: string;
  readonly length: number;
  readonly windowSize: number;
  readonly others?: number;
}

function engineFor({ windowSize, others = 0 }: Plan): Engine {
  const engine = new Engine();
  const rules = [
    ...rulesOver("M"),
    ...Array.from({ length: others }, (_, at) => rulesOver(`Other${at}`)).flat(),
  ];
  const inputs: Input[] = [
    { type: "window", windowSize },
    ...rules.map((constraint): Input => ({ type: "enforce", constraint })),
    { type: "watch", watch: watch(["M.t", "M.r"], () => {}, { match: "nearest" }) },
    { type: "sourceAdded", source: "s", ordered: false, idleMs: Infinity, now: 0 },
  ];
  for (const input of inputs) engine.step(input);
  return engine;
}

/** Steps an event of the later half of a run, where everything has come to its steady state. */
function stepsAnEvent(plan: Plan): number {
  const engine = engineFor(plan);
  const cites = shapes[plan.shape]!;
  const from = plan.length / 2;
  const arrive = (at: number): void => {
    const name = at % 16 === 1 ? "M.t" : at % 16 === 9 ? "M.r" : (IN_SCOPE[at % 64] ?? "M.e");
    const event = { id: `e${at}`, name, time: at, causes: cites(at).map((each) => `e${each}`) };
    engine.step({ type: "arrival", event, source: "s", at, now: at });
  };
  for (let at = 0; at < from; at++) arrive(at);
  const steps = stepsOf(() => {
    for (let at = from; at < plan.length; at++) arrive(at);
  });
  expect(engine.stats().events).toMatchObject({ admitted: plan.length, missingCauses: 0 });
  return steps / (plan.length - from);
}

describe.each(Object.keys(shapes))("L5 %s", (shape) => {
  const base: Plan = { shape, length: 4_000, windowSize: 200 };

  it("the length of the stream costs nothing", () => {
    const short = stepsAnEvent(base);
    expect(short).toBeGreaterThan(5);
    const long = stepsAnEvent({ ...base, length: 16_000 });
    expect(long).toBeLessThan(short * 1.25);
  });

  it("the window costs nothing", () => {
    const small = stepsAnEvent(base);
    const big = stepsAnEvent({ ...base, windowSize: 1_600 });
    expect(big).toBeLessThan(small * 1.25);
  });

  it("rules that it does not touch cost nothing", () => {
    const few = stepsAnEvent(base);
    const many = stepsAnEvent({ ...base, others: 100 });
    // A join may look at a word for every 32 rules.
    expect(many).toBeLessThan(few * 1.5);
  });
});
