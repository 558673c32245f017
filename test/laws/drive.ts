import { expect } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Output } from "../../src/engine/output.ts";
import type { Scenario } from "../../src/testing/arbitraries.ts";
import { type Fact, factsOf, Oracle } from "../../src/testing/oracle.ts";

const ADMISSIONS_AT_MOST = 10_000;

/** One input and, as the processor does, "admit" until nothing is pending. */
export function stepFully(engine: Engine, input: Input): Output[] {
  const outputs = [...engine.step(input)];
  for (let count = 0; engine.pending; count++) {
    if (count === ADMISSIONS_AT_MOST) throw new Error("the engine stays pending for ever");
    outputs.push(...engine.step({ type: "admit", now: "now" in input ? input.now : 0 }));
  }
  return outputs;
}

/** Runs a whole scenario. `after` is called when an input has been taken fully. */
export function drive(
  { options, inputs }: Scenario,
  after?: (engine: Engine, input: Input, outputs: readonly Output[]) => void,
): { engine: Engine; outputs: Output[][]; facts: Fact[] } {
  const engine = new Engine(options);
  const outputs = inputs.map((input) => {
    const told = stepFully(engine, input);
    after?.(engine, input, told);
    return told;
  });
  return { engine, outputs, facts: factsOf(outputs.flat()) };
}

/** Runs engine and oracle side by side. `after` is called when both have taken an input. */
export function driveBoth(
  { options, inputs }: Scenario,
  after: (both: {
    engine: Engine;
    oracle: Oracle;
    input: Input;
    got: Fact[];
    expected: readonly Fact[];
  }) => void,
): { engine: Engine; oracle: Oracle } {
  const engine = new Engine(options);
  const oracle = new Oracle(options);
  for (const [at, input] of inputs.entries()) {
    const got = factsOf(stepFully(engine, input));
    const expected = oracle.step(input);
    try {
      after({ engine, oracle, input, got, expected });
    } catch (error) {
      if (error instanceof Error) error.message = `at input ${at} (${label(input)}): ${error.message}`;
      throw error;
    }
  }
  return { engine, oracle };
}

function label(input: Input): string {
  return input.type === "arrival" ? `arrival of ${input.event.id}` : input.type;
}

/** Compares through JSON lines, so that a difference reads as one. */
export function expectSame(got: readonly unknown[], expected: readonly unknown[], what: string): void {
  if (JSON.stringify(got) === JSON.stringify(expected)) return;
  const [left, right] = [got, expected].map((list) => list.map((each) => JSON.stringify(each)));
  // What both begin and end with says nothing.
  let [from, to] = [0, 0];
  const shorter = Math.min(left!.length, right!.length);
  while (from < shorter && left![from] === right![from]) from++;
  while (to < shorter - from && left!.at(-1 - to) === right!.at(-1 - to)) to++;
  const difference = (lines: readonly string[]): string => indent(lines.slice(from, lines.length - to));
  expect.fail(`${what}\n  expected:\n${difference(right!)}\n  got:\n${difference(left!)}`);
}

function indent(lines: readonly string[]): string {
  return lines.length === 0 ? "    (nothing)" : lines.map((line) => `    ${line}`).join("\n");
}
