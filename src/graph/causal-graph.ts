import type { Constraint } from "../constrain/constraint.ts";
import type { Violation } from "../constrain/violation.ts";
import type { CausalEvent, EventRef } from "../event.ts";
import type { Between } from "../explain/between.ts";
import type { CriticalPath, CriticalPathOptions } from "../explain/critical-path.ts";
import type { Explanation, ExplainOptions } from "../explain/explanation.ts";
import type { CommonCauses } from "../explain/shared-causes.ts";
import type { Distance } from "../explain/distance.ts";
import type { Impact } from "../explain/impact.ts";
import type { RootCauses } from "../explain/root-causes.ts";
import type { Slice, SliceOptions } from "../explain/slice.ts";
import type { ViolationExplanation } from "../explain/violation.ts";

/** An event, or its id. */
export type Id = string | { readonly id: string };

/** Stands for the evicted events between two retained ones. */
export interface SummaryEdge {
  readonly cause: string;
  readonly effect: string;
  /** At least how many evicted events it stands for. */
  readonly hidden: number;
}

/** A retained event as the graph shows it. */
export type RetainedEvent = CausalEvent<any> & {
  /** Set where a cause of it has been evicted. */
  readonly truncated?: true;
  /** Set where causes of it have not come in time: their ids; empty where a link rule found no cause. */
  readonly missingCauses?: readonly string[];
};

/**
 * The live graph over the retained events. Arrays are in admission order, without the event itself.
 * Of an event that is not retained nothing is known: `false`, `undefined`, `[]`. The questions from
 * `explain` on throw a StreamError `NotRetained` instead; they cost what they visit, and follow edges and
 * summary edges alike.
 */
export interface CausalGraph {
  /** Whether the event is retained. Cost O(1). */
  has(id: Id): boolean;
  /** Cost O(direct causes). */
  get(id: Id): RetainedEvent | undefined;
  /** All of them. Cost O(retained + edges). */
  events(): RetainedEvent[];
  /** Direct causes that are retained. */
  causesOf(id: Id): RetainedEvent[];
  /** Direct effects that are retained. */
  effectsOf(id: Id): RetainedEvent[];
  /** The least set of edges that stand for paths through evicted events. Cost O(retained + edges). */
  summaryEdges(): SummaryEdge[];
  /**
   * Whether `a` is a cause of `b`, direct or not, also by way of evicted events. Cost O(log pinned) where
   * `a` was ever pinned, as triggers of a `mustMatch` are, else O(events between + edges).
   */
  precedes(a: Id, b: Id): boolean;
  /** Whether two different events are retained and neither precedes the other. Cost: that of `precedes`. */
  independent(a: Id, b: Id): boolean;
  /** All that precede it. Cost O(result + edges), and sorting the result. */
  past(id: Id): RetainedEvent[];
  /** All that it precedes. Cost O(retained after it + edges). */
  future(id: Id): RetainedEvent[];
  /**
   * A shortest causal path from `a` to `b`, both included, with what it leaves out counted; `[]` if `a`
   * does not precede `b`. Cost O(events between + edges).
   */
  chain(a: Id, b: Id): EventRef[];
  /** Events with no causes at all: not those whose causes are missing or evicted. Cost O(retained + edges). */
  roots(): RetainedEvent[];
  /** Events that never had an effect. Cost O(retained + edges). */
  leaves(): RetainedEvent[];
  /** Why it happened, or what came of it: a tree of at most a screen. */
  explain(id: Id, options?: ExplainOptions): Explanation;
  /** How two events are related: a path, how many there are, what they have in common. */
  explainBetween(a: Id, b: Id): Between;
  /**
   * What was expected, and of an unanswered trigger how far it got. What is usual is learned from the
   * answered instances in the graph; `constraint` says which those are.
   */
  explainViolation(violation: Violation, constraint?: Constraint): ViolationExplanation;
  /** The path that took longest, or that has the most events; `undefined` in an empty graph. */
  criticalPath(options?: CriticalPathOptions): CriticalPath | undefined;
  /** Where it began: the events before it, or itself, that have no causes at all. */
  rootCauses(id: Id): RootCauses;
  /** What came of it. */
  impact(id: Id): Impact;
  /** What both come of. */
  commonCauses(a: Id, b: Id): CommonCauses;
  /** How many steps it is from `a` to `b`; `undefined` where `a` does not precede `b`. */
  distance(a: Id, b: Id): Distance | undefined;
  /** A part of the graph, as it can be drawn. */
  slice(options?: SliceOptions): Slice;
}
