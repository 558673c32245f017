import type { Constraint } from "../../constrain/constraint.ts";
import { Engine } from "../../engine/engine.ts";
import type { RetainedEvent } from "../../graph/causal-graph.ts";
import { LEAST_TOLERATED, TOLERATED } from "./candidates.ts";

/** A constraint, and what a check of the recording says of it. */
export interface Evidence {
  readonly constraint: Constraint;
  readonly instances: number;
  readonly satisfied: number;
  readonly violated: number;
  readonly inconclusive: number;
  /** The instance that was found violated first. */
  readonly example: string | undefined;
}

const WINDOW = 10_000;
const SOURCE = "recording";

/**
 * Checks constraints on events, given in causal order, and keeps those that hold, or nearly do. Cost that
 * of the engine.
 */
export function evidenceFor(
  constraints: readonly Constraint[],
  events: readonly RetainedEvent[],
): Evidence[] {
  const engine = new Engine({
    maxHeld: Infinity,
    holdForMs: Infinity,
    maxReported: 0,
    deadlineClock: "event",
  });
  const examples = new Map<string, string>();
  engine.step({ type: "window", windowSize: WINDOW });
  for (const constraint of constraints) engine.step({ type: "enforce", constraint });
  engine.step({ type: "sourceAdded", source: SOURCE, ordered: false, idleMs: Infinity, now: 0 });
  const feed = (input: Parameters<Engine["step"]>[0]): void => {
    for (const output of engine.step(input))
      if (output.type === "violation" && !examples.has(output.violation.constraint))
        examples.set(output.violation.constraint, output.violation.instance);
  };
  for (const event of events) {
    feed({ type: "arrival", event, source: SOURCE, at: 0, now: 0 });
    while (engine.pending) feed({ type: "admit", now: 0 });
  }
  feed({ type: "sourceEnded", source: SOURCE, failed: false, now: 0 });
  while (engine.pending) feed({ type: "admit", now: 0 });
  feed({ type: "end", outcome: "completed", now: 0 });
  const counts = engine.stats().constraints;
  return constraints
    .map((constraint, at): Evidence => {
      const { name, instances, satisfied, violated, inconclusive } = counts[at]!;
      return { constraint, instances, satisfied, violated, inconclusive, example: examples.get(name) };
    })
    .filter(holds);
}

/** What always held before what nearly did, then the best supported first, then responses before the rest. */
export function ranked(all: readonly Evidence[]): Evidence[] {
  return all.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      b.satisfied - a.satisfied ||
      KINDS.indexOf(a.constraint.kind) - KINDS.indexOf(b.constraint.kind),
  );
}

const KINDS: readonly Constraint["kind"][] = ["mustMatch", "precededBy", "never"];

function holds({ instances, violated, inconclusive }: Evidence): boolean {
  const failed = violated + inconclusive;
  return failed === 0 ? instances > 0 : instances >= LEAST_TOLERATED && failed <= instances * TOLERATED;
}

function rank({ violated, inconclusive }: Evidence): number {
  return violated + inconclusive > 0 ? 1 : 0;
}
