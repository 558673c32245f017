import fc from "fast-check";
import { expect } from "vitest";
import type { Violation } from "../../src/constrain/violation.ts";
import { scenarios } from "../../src/testing/arbitraries.ts";
import type { Input } from "../../src/engine/input.ts";
import { Engine } from "../../src/engine/engine.ts";
import { Oracle } from "../../src/testing/oracle.ts";
import { drawScenario } from "./draw.ts";
import { stepFully } from "./drive.ts";
import { everyKind } from "./every-rule.ts";
import { law } from "./law.ts";
import { checkPath } from "./path.ts";

// L9, proofs: the chain of a violation is a causal path, from where it should begin to where it should end.

for (const maxLength of [24, 90])
  law(
    `L9 the chain of a violation is a path in the whole graph, streams up to ${maxLength}`,
    scenarios(fc, { rules: everyKind(), maxLength }),
    ({ options, inputs }) => {
      const engine = new Engine(options);
      const oracle = new Oracle(options);
      for (const input of inputs) {
        const outputs = stepFully(engine, input);
        oracle.step(input);
        for (const output of outputs)
          if (output.type === "violation") checkProof(output.violation, inputs, oracle);
      }
    },
    { draw: drawScenario, runs: maxLength > 50 ? 30 : 100 },
  );

function checkProof(
  { constraint, instance, events, chain }: Violation,
  inputs: readonly Input[],
  oracle: Oracle,
): void {
  const known = (id: string): Oracle["history"][number] =>
    oracle.history.find(({ event }) => event.id === id)!;
  for (const ref of [...events, ...chain]) {
    const { event } = known(ref.id);
    expect(ref).toMatchObject({ name: event.name, source: event.source, time: event.time });
  }
  expect(chain.length).toBeLessThanOrEqual(32);
  const ids = chain.map((ref) => ref.id);
  const rule = inputs.find((input) => input.type === "enforce" && input.constraint.name === constraint);
  const never = rule?.type === "enforce" && rule.constraint.kind === "never" ? rule.constraint : undefined;
  if (never === undefined || instance === "*") {
    expect(ids).toEqual(events.map((ref) => ref.id));
    return;
  }
  const completing = events.map((ref) => known(ref.id)).reduce((a, b) => (a.index > b.index ? a : b));
  expect(ids[0]).toBe(never.withinCause ? instance : events[0]!.id);
  expect(ids.at(-1)).toBe(never.withinCause ? completing.event.id : events.at(-1)!.id);
  checkPath(chain, oracle);
}
