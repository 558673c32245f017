import type { Intake } from "../admission/intake.ts";
import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import type { Scopes } from "../constrain/scopes.ts";
import type { Reader } from "../match/rule.ts";
import type { WatchRule } from "../match/watch-rule.ts";
import type { Pins } from "../window/pins.ts";
import type { Window } from "../window/window.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { ConstraintCounts, Stats, Status } from "./report.ts";

/** What the counters are read from. */
export interface Counted {
  readonly intake: Intake;
  readonly window: Window;
  readonly pins: Pins;
  readonly scopes: Scopes;
  readonly constraints: readonly ConstraintRule[];
  readonly watches: readonly WatchRule[];
  readonly diagnostics: Diagnostics;
  readonly admitted: number;
  readonly running: boolean;
}

/** Reads the live counters. Cost O(rules). */
export function statsOf(counted: Counted): Stats {
  const { intake, window, pins, scopes, constraints, watches, diagnostics, admitted, running } = counted;
  return {
    events: {
      read: intake.arrivals,
      admitted,
      duplicates: intake.duplicates,
      rejected: intake.rejected,
      missingCauses: intake.missingCauses,
      lateCauses: intake.lateCauses,
      evicted: window.evicted,
      retained: window.retained.size,
      held: intake.holding.size,
      pinned: pins.size,
      remembered: window.rememberedCount,
      scopes: scopes.size,
      peakRetained: window.peakRetained,
      peakPinned: pins.peak,
      peakHeld: intake.holding.peak,
      peakRemembered: window.peakRemembered,
      peakScopes: scopes.peak,
    },
    watches: watches.map((watch) => ({
      name: watch.name,
      matches: watch.matches,
      predicateErrors: watch.predicateErrors,
      unmatched: unmatchedIn(watch),
    })),
    constraints: constraints.map((rule) => countsOf(rule, running)),
    diagnostics: { ...diagnostics.counts },
  };
}

function countsOf(rule: ConstraintRule, running: boolean): ConstraintCounts {
  const { name, constraint, instances, satisfied, violated, inconclusive, unknownPast, predicateErrors } =
    rule;
  return {
    name,
    kind: constraint.kind,
    severity: constraint.severity,
    status: statusOf(rule, running),
    instances,
    satisfied,
    violated,
    inconclusive,
    unknownPast,
    predicateErrors,
    unmatched: unmatchedIn(rule),
  };
}

function statusOf(rule: ConstraintRule, running: boolean): Status {
  const { constraint, instances, satisfied, violated, inconclusive, unknownPast, evaluations, failures } =
    rule;
  if (violated > 0) return "violated";
  if (running && instances > satisfied + inconclusive) return "pending";
  if (inconclusive > 0) return "inconclusive";
  if (unknownPast > 0 && constraint.kind === "never") return "inconclusive";
  return evaluations > 0 && failures === evaluations ? "inconclusive" : "satisfied";
}

function unmatchedIn({ roles, played }: Reader): readonly string[] {
  return roles.filter((_, at) => (played & (1 << at)) === 0).map(({ label }) => label);
}
