import type { Input } from "../../src/engine/input.ts";
import type { Scenario } from "../../src/testing/arbitraries.ts";
import type { Fact } from "../../src/testing/oracle.ts";
import { driveBoth, expectSame } from "./drive.ts";

/** Whether engine and oracle say the same of a run: outputs input by input, then all counts. */
export function agree(scenario: Scenario): void {
  const loose = looseRules(scenario.inputs);
  const { engine, oracle } = driveBoth(scenario, ({ engine, oracle, got, expected }) => {
    expectSame(comparable(got, loose), comparable(expected, loose), "what a step told");
    expectSame(
      engine.graph.events().map((event) => event.id),
      oracle.retained.map(({ event }) => event.id),
      "what is retained",
    );
    const { events, constraints } = engine.stats();
    const { read, admitted, duplicates, rejected, missingCauses, lateCauses, evicted, retained, held } =
      events;
    const counts = {
      read,
      admitted,
      duplicates,
      rejected,
      missingCauses,
      lateCauses,
      evicted,
      retained,
      held,
    };
    const expectedCounts = {
      read: oracle.counts.read,
      admitted: oracle.history.length,
      duplicates: oracle.counts.duplicates,
      rejected: oracle.counts.rejected,
      missingCauses: oracle.counts.missingCauses,
      lateCauses: oracle.counts.lateCauses,
      evicted: oracle.counts.evicted,
      retained: oracle.retained.length,
      held: oracle.held.length,
    };
    expectSame([counts], [expectedCounts], "counts of events");
    expectSame(
      constraints.map(
        ({ name, status, satisfied, violated, inconclusive, unknownPast, predicateErrors }) => ({
          name,
          status,
          satisfied,
          violated,
          inconclusive,
          unknownPast,
          predicateErrors,
        }),
      ),
      oracle.constraints,
      "counts of constraints",
    );
  });
  expectSame(
    engine.stats().watches.map(({ name, matches, predicateErrors }) => ({ name, matches, predicateErrors })),
    oracle.watches,
    "counts of watches",
  );
}

/** Rules of which the contract leaves open which events a verdict names, or in what order. */
function looseRules(inputs: readonly Input[]): { verdicts: Set<string>; matches: Set<string> } {
  const verdicts = new Set<string>();
  const matches = new Set<string>();
  for (const input of inputs) {
    if (
      input.type === "enforce" &&
      input.constraint.kind === "never" &&
      input.constraint.pattern.parts.length > 2
    )
      verdicts.add(input.constraint.name);
    if (input.type === "watch" && input.watch.parts.length > 2) matches.add(input.watch.name);
  }
  return { verdicts, matches };
}

function comparable(facts: readonly Fact[], loose: ReturnType<typeof looseRules>): Fact[] {
  const named = facts.map((fact) => {
    if (fact.fact !== "violated" || !loose.verdicts.has(fact.constraint)) return fact;
    const { events: _, ...rest } = fact;
    return rest;
  });
  return sortedRuns(named, (fact) =>
    // Satisfied instances are told on request, in no promised order.
    fact.fact === "match" && loose.matches.has(fact.watch) ? fact.watch : undefined,
  );
}

/** Sorts neighbours that carry the same key. */
function sortedRuns(facts: Fact[], keyOf: (fact: Fact) => string | undefined): Fact[] {
  const sorted: Fact[] = [];
  let run: Fact[] = [];
  let key: string | undefined;
  const flush = (): void => {
    sorted.push(
      ...run
        .map((fact) => JSON.stringify(fact))
        .toSorted()
        .map((text) => JSON.parse(text) as Fact),
    );
    run = [];
  };
  for (const fact of facts) {
    const next = keyOf(fact);
    if (next === undefined || next !== key) flush();
    key = next;
    if (next === undefined) sorted.push(fact);
    else run.push(fact);
  }
  flush();
  return sorted;
}
