import fc from "fast-check";
import { everyKind } from "./every-rule.ts";
import type { Constraint } from "../../src/constrain/constraint.ts";
import type { Input } from "../../src/engine/input.ts";
import { mustMatches, nevers, precededBys, type Scenario, scenarios } from "../../src/testing/arbitraries.ts";
import type { Fact } from "../../src/testing/oracle.ts";
import { drawScenario } from "./draw.ts";
import { drive, expectSame } from "./drive.ts";
import { law } from "./law.ts";

// L4: the window changes no verdict, as long as nothing is missing and no bound is reached.

function withWindow({ options, inputs }: Scenario, windowSize: number): Scenario {
  return {
    options,
    inputs: inputs.map((input): Input => (input.type === "window" ? { type: "window", windowSize } : input)),
  };
}

const isVerdict = (fact: Fact): boolean => "constraint" in fact;

function windowless(what: string, rules: fc.Arbitrary<readonly Constraint[]>): void {
  law(
    `L4 ${what}`,
    scenarios(fc, { rules, faults: false, ordered: true, windows: fc.constantFrom(1, 2, 3, 5, 8) }),
    (scenario) => {
      expectSame(
        drive(scenario).facts.filter(isVerdict),
        drive(withWindow(scenario, Infinity)).facts.filter(isVerdict),
        "verdicts with the window, and (expected) without",
      );
    },
    { draw: drawScenario, runs: 150 },
  );
}

windowless("mustMatch", fc.tuple(mustMatches(fc, "r0")));
windowless("never", fc.tuple(nevers(fc, "r0")));
windowless("precededBy", fc.tuple(precededBys(fc, "r0")));

law(
  "L4 with little memory, if nothing is missing",
  scenarios(fc, {
    rules: everyKind(),
    faults: false,
    ordered: true,
    windows: fc.constantFrom(1, 2, 3),
    remember: fc.nat(6),
    ends: ["completed"],
  }),
  (scenario) => {
    const small = drive(scenario);
    const large = drive(withWindow(scenario, Infinity));
    fc.pre(
      small.engine.stats().events.missingCauses === 0 && large.engine.stats().events.missingCauses === 0,
    );
    const violated = (fact: Fact): boolean => fact.fact === "violated" || fact.fact === "inconclusive";
    expectSame(small.facts.filter(violated), large.facts.filter(violated), "verdicts with little memory");
    const counts = ({ engine }: typeof small): object[] =>
      engine.stats().constraints.map(({ status, satisfied }) => ({ status, satisfied }));
    expectSame(counts(small), counts(large), "counts with little memory");
  },
  { draw: drawScenario, runs: 150 },
);
