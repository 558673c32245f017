import fc from "fast-check";
import { expect } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import type { Arrival, Input } from "../../src/engine/input.ts";
import type { Output } from "../../src/engine/output.ts";
import type { Violation } from "../../src/constrain/violation.ts";
import { links, type Scenario, scenarios } from "../../src/testing/arbitraries.ts";
import { drawScenario } from "./draw.ts";
import { expectSame, stepFully } from "./drive.ts";
import { everything } from "./every-rule.ts";
import { law } from "./law.ts";

// L10: what wouldViolate and propose say of an event is what its admission does.

/** A run up to one of its arrivals. */
interface Moment {
  readonly scenario: Scenario;
  readonly before: readonly Input[];
  readonly arrival: Arrival;
  readonly after: readonly Input[];
}

function moments(faults: boolean): fc.Arbitrary<Moment> {
  const options = { ...everything, faults, links: fc.array(links(fc), { maxLength: 1 }) };
  return fc
    .tuple(scenarios(fc, options), fc.nat(100))
    .map(([scenario, pick]) => {
      const arrivals = scenario.inputs.flatMap((input, at) =>
        input.type === "arrival" ? [{ input, at }] : [],
      );
      const chosen = arrivals[pick % Math.max(1, arrivals.length)];
      if (chosen === undefined) return undefined;
      const { input, at } = chosen;
      return {
        scenario,
        before: scenario.inputs.slice(0, at),
        // A proposal comes from no source that was added, and lies ready for no time.
        arrival: { ...input, source: "proposed", at: input.now },
        after: scenario.inputs.slice(at + 1),
      };
    })
    .filter((moment) => moment !== undefined);
}

function draw({ scenario, arrival }: Moment): string {
  return `  asked at the arrival of ${arrival.event.id}\n${drawScenario(scenario)}`;
}

/** An engine at that moment, with nothing left that time alone would bring about. */
function engineAt({ scenario, before, arrival }: Moment): Engine {
  const engine = new Engine(scenario.options);
  for (const input of before) stepFully(engine, input);
  stepFully(engine, { type: "tick", now: arrival.now, horizon: arrival.at });
  return engine;
}

function violationsIn(outputs: readonly Output[]): Violation[] {
  return outputs.flatMap((output) => (output.type === "violation" ? [output.violation] : []));
}

function admits(outputs: readonly Output[], id: string): boolean {
  return outputs.some((output) => output.type === "admitted" && output.event.id === id);
}

for (const faults of [false, true])
  law(
    `L10 wouldViolate foretells the violations of an admission${faults ? ", with faults" : ""}`,
    moments(faults),
    (moment) => {
      const { arrival } = moment;
      const engine = engineAt(moment);
      const foretold = engine.wouldViolate(arrival.event, arrival.now);
      const outputs = engine.step(arrival);
      if (admits(outputs, arrival.event.id))
        expectSame(foretold, violationsIn(outputs), "foretold, and (expected) told");
    },
    { draw, runs: 300 },
  );

law(
  "L10 what is proposed and admitted is admitted as if it had arrived",
  moments(true),
  (moment) => {
    const [proposing, arriving] = [engineAt(moment), engineAt(moment)];
    const { proposal, outputs } = proposing.propose(moment.arrival);
    if (!proposal.admitted) return;
    expectSame(
      outputs,
      arriving.step(moment.arrival),
      "outputs of the proposal, and (expected) of the arrival",
    );
    expectSame(
      Object.entries(proposing.report("completed")),
      Object.entries(arriving.report("completed")),
      "report after the proposal, and (expected) after the arrival",
    );
  },
  { draw, runs: 300 },
);

law(
  "L10 what is proposed and refused leaves no trace",
  moments(true),
  (moment) => {
    const [proposing, undisturbed] = [engineAt(moment), engineAt(moment)];
    const { proposal } = proposing.propose(moment.arrival);
    if (proposal.admitted) return;
    for (const input of moment.after)
      expectSame(
        stepFully(proposing, input),
        stepFully(undisturbed, input),
        "after the proposal, and (expected) without",
      );
  },
  { draw, runs: 300 },
);

law(
  "L10 a proposal is refused for what its arrival would have come to, and only then",
  moments(true),
  (moment) => {
    const { arrival } = moment;
    const [proposing, arriving] = [engineAt(moment), engineAt(moment)];
    const { proposal } = proposing.propose(arrival);
    const before = arriving.stats().events;
    const outputs = arriving.step(arrival);
    const after = arriving.stats().events;
    const isAdmitted = admits(outputs, arrival.event.id);
    const errors = violationsIn(outputs).filter(({ severity }) => severity === "error");
    if (proposal.admitted) {
      expect(isAdmitted).toBe(true);
      expect(errors).toEqual([]);
      return;
    }
    switch (proposal.because) {
      case "duplicate":
        expect(after.duplicates + after.rejected).toBe(before.duplicates + before.rejected + 1);
        break;
      case "invalid":
        expect(after.rejected).toBe(before.rejected + 1);
        break;
      case "unknownCause":
        // A link without a candidate may let an arrival go on without its cause, but no proposal.
        if (isAdmitted) expect(after.missingCauses).toBe(before.missingCauses + 1);
        break;
      case "violation":
        expect(isAdmitted).toBe(true);
        expect(errors).not.toEqual([]);
        expectSame(
          proposal.violations,
          violationsIn(outputs),
          "violations of the proposal, and (expected) of the arrival",
        );
        break;
      case "inconclusive":
        expect(isAdmitted).toBe(true);
        break;
      case "predicateError":
        expect(isAdmitted).toBe(true);
        break;
    }
  },
  { draw, runs: 300 },
);
