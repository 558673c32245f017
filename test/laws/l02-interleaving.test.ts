import fc from "fast-check";
import type { Constraint } from "../../src/constrain/constraint.ts";
import {
  type Delivery,
  deliveries,
  mustMatches,
  nevers,
  precededBys,
  type Scenario,
  scenarioOf,
  type StreamEvent,
  streams,
  uniqueLinks,
  windows,
} from "../../src/testing/arbitraries.ts";
import { drawScenario } from "./draw.ts";
import { drive, expectSame } from "./drive.ts";
import { law } from "./law.ts";

// L2: interleavings that keep each source's own order come to the same verdicts.

function interleavings(rules: fc.Arbitrary<readonly Constraint[]>): fc.Arbitrary<[Scenario, Scenario]> {
  const ways = deliveries(fc, { faults: false, bySource: true });
  return fc
    .record({
      stream: streams(fc, { times: "rising" }),
      rules,
      links: fc.array(uniqueLinks(fc), { maxLength: 1 }),
      windowSize: windows(fc),
      ordered: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      endsEarly: fc.boolean(),
      ways: fc.tuple(ways, ways),
    })
    .map(({ stream, ways: [one, other], ordered, endsEarly, ...plan }) => {
      const sources = ordered.map((each) => ({ ordered: each, idleMs: Infinity, endsEarly }));
      const run = (way: (stream: readonly StreamEvent[]) => Delivery[]): Scenario =>
        scenarioOf({ ...plan, delivered: way(stream), sources });
      return [run(one), run(other)];
    });
}

function verdicts(scenario: Scenario): string[] {
  return drive(scenario)
    .facts.flatMap((fact) =>
      "constraint" in fact ? [`${fact.constraint} ${fact.instance} ${fact.fact}`] : [],
    )
    .toSorted();
}

function interleave(what: string, rules: fc.Arbitrary<readonly Constraint[]>): void {
  law(
    `L2 ${what}`,
    interleavings(rules),
    ([one, other]) => {
      expectSame(verdicts(other), verdicts(one), "verdicts of the second interleaving");
    },
    { draw: ([one, other]) => `${drawScenario(one)}\n  and\n${drawScenario(other)}` },
  );
}

interleave("mustMatch", fc.tuple(mustMatches(fc, "r0", { within: "none" })));
interleave("mustMatch on the event clock", fc.tuple(mustMatches(fc, "r0", { within: "event" })));
interleave("never", fc.tuple(nevers(fc, "r0")));
interleave("precededBy", fc.tuple(precededBys(fc, "r0")));
interleave(
  "all rules",
  fc.tuple(
    nevers(fc, "r0"),
    mustMatches(fc, "r1", { within: "event" }),
    precededBys(fc, "r2"),
    nevers(fc, "r3"),
    mustMatches(fc, "r4", { within: "none" }),
  ),
);
