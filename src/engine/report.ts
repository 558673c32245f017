import type { Constraint, Severity } from "../constrain/constraint.ts";
import type { Inconclusive, Violation } from "../constrain/violation.ts";
import type { Selector } from "../pattern/selector.ts";
import type { Diagnostic, DiagnosticKind } from "./diagnostic.ts";

export type Status = "pending" | "satisfied" | "violated" | "inconclusive";

export interface EventCounts {
  /** `read = admitted + duplicates + rejected + held`; at the end something is held only where the run was stopped. */
  readonly read: number;
  readonly admitted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Events admitted with at least one unresolved cause. */
  readonly missingCauses: number;
  /** Events that came after an effect had been admitted without them. */
  readonly lateCauses: number;
  readonly evicted: number;
  readonly retained: number;
  readonly held: number;
  readonly pinned: number;
  readonly remembered: number;
  readonly scopes: number;
  readonly peakRetained: number;
  readonly peakPinned: number;
  readonly peakHeld: number;
  readonly peakRemembered: number;
  readonly peakScopes: number;
}

/** What of a rule no event has matched: a misspelt name looks like a rule that holds. */
export interface Unmatched {
  /** As in the rule: `"trigger"`, `"pattern[1]"`. */
  readonly role: string;
  /** All selectors of the role, or, where it was played, those of its alternatives that matched nothing. */
  readonly selectors: readonly Selector[];
  readonly played: boolean;
}

export interface ConstraintCounts {
  readonly name: string;
  readonly kind: Constraint["kind"];
  readonly severity: Severity;
  readonly status: Status;
  readonly instances: number;
  readonly satisfied: number;
  readonly violated: number;
  readonly inconclusive: number;
  /** Events with an unknown past where that could matter. */
  readonly unknownPast: number;
  /** Events on which a predicate of the rule failed. */
  readonly predicateErrors: number;
  readonly unmatched: readonly Unmatched[];
}

export interface WatchCounts {
  readonly name: string;
  readonly matches: number;
  readonly predicateErrors: number;
  readonly unmatched: readonly Unmatched[];
}

/** The live counters. */
export interface Stats {
  readonly events: EventCounts;
  readonly watches: readonly WatchCounts[];
  readonly constraints: readonly ConstraintCounts[];
  /** How many rules are not listed: of those that were disposed of the first 1,000 are. */
  readonly disposed: number;
  /** How many diagnostics of each kind there were. */
  readonly diagnostics: Readonly<Partial<Record<DiagnosticKind, number>>>;
}

/** What a run came to. */
export interface Report extends Stats {
  readonly version: 1;
  readonly outcome: "completed" | "stopped" | "failed";
  /** The first `maxReported` a constraint, and a hundred times as many in all, in the order decided. */
  readonly violations: readonly Violation[];
  /** The first `maxReported` a constraint, and a hundred times as many in all, in the order decided. */
  readonly inconclusive: readonly Inconclusive[];
  /** The first 20 of each kind: first those of sources and callbacks, then those of events and rules. */
  readonly firstDiagnostics: readonly Diagnostic[];
}
