import { expect, it } from "vitest";
import { mustMatch, never } from "../../src/constrain/constraint.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Violation } from "../../src/constrain/violation.ts";
import { arrive } from "./by-hand.ts";
import { stepFully } from "./drive.ts";

// L9 on runs too long for the oracle, of which it is plain what they come to: sets that have many
// branches, and are pruned while they grow, hold what they should.

const TURNS = 2_000;

function violationsOf(engine: Engine, inputs: readonly Input[]): Violation[] {
  return inputs
    .flatMap((input) => stepFully(engine, input))
    .flatMap((output) => (output.type === "violation" ? [output.violation] : []));
}

it("L9 thousands of scopes, each brought on by an event of its own, are all violated by the last", () => {
  const engine = new Engine();
  const inputs: Input[] = [
    { type: "window", windowSize: 20 },
    { type: "enforce", constraint: never({ pattern: ["X", "Y"], withinCause: "C" }) },
  ];
  for (let at = 0; at < TURNS; at++)
    inputs.push(arrive(`c${at}`, "C", at === 0 ? [] : [`x${at - 1}`]), arrive(`x${at}`, "X", [`c${at}`]));
  expect(violationsOf(engine, inputs)).toEqual([]);
  const told = violationsOf(engine, [arrive("y", "Y", [`x${TURNS - 1}`])]);
  expect(told.map(({ instance, events }) => [instance, ...events.map(({ id }) => id)])).toEqual(
    Array.from({ length: TURNS }, (_, at) => [`c${at}`, `x${at}`, "y"]),
  );
});

it("L9 thousands of triggers on two branches: each response settles those before it, and no other", () => {
  const engine = new Engine();
  const inputs: Input[] = [
    { type: "window", windowSize: 20 },
    { type: "enforce", constraint: mustMatch({ trigger: "T", response: "R" }) },
    arrive("root", "E"),
  ];
  for (let at = 0; at < TURNS; at++)
    for (const side of ["a", "b"])
      inputs.push(arrive(`${side}${at}`, "T", [at === 0 ? "root" : `${side}${at - 1}`]));
  expect(violationsOf(engine, inputs)).toEqual([]);
  const count = (): number | undefined => engine.stats().constraints[0]?.satisfied;
  violationsOf(engine, [arrive("half", "R", [`a${TURNS / 2 - 1}`])]);
  expect(count()).toBe(TURNS / 2);
  violationsOf(engine, [arrive("both", "R", [`a${TURNS - 1}`, `b${TURNS - 2}`])]);
  expect(count()).toBe(2 * TURNS - 1);
  const left = violationsOf(engine, [{ type: "end", outcome: "completed", now: 0 }]);
  expect(left.map(({ instance }) => instance)).toEqual([`b${TURNS - 1}`]);
});
