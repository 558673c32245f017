import type { Intake } from "../admission/intake.ts";
import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import type { Scopes } from "../constrain/scopes.ts";
import type { WatchRule } from "../match/watch-rule.ts";
import type { Pins } from "../window/pins.ts";
import type { Window } from "../window/window.ts";
import { constraintCounts, inOrder, watchCounts } from "./counts.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Disposed } from "./disposed.ts";
import type { Stats } from "./report.ts";

/** What the counters are read from. */
export interface Counted {
  readonly intake: Intake;
  readonly window: Window;
  readonly pins: Pins;
  readonly scopes: Scopes;
  readonly constraints: readonly ConstraintRule[];
  readonly watches: readonly WatchRule[];
  readonly disposed: Disposed;
  readonly diagnostics: Diagnostics;
  readonly admitted: number;
  readonly running: boolean;
}

/** Reads the live counters. Cost O(rules). */
export function statsOf(counted: Counted): Stats {
  const { intake, window, pins, scopes, disposed, diagnostics, admitted, running } = counted;
  const watches = counted.watches.map(watchCounts);
  const constraints = counted.constraints.map((rule) => constraintCounts(rule, running));
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
    watches: inOrder([...disposed.watches, ...watches]),
    constraints: inOrder([...disposed.constraints, ...constraints]),
    disposed: disposed.unlisted,
    diagnostics: { ...diagnostics.counts },
  };
}
