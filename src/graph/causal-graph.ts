import type { CausalEvent, EventRef } from "../event.ts";

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
};

/**
 * The live graph over the retained events. Arrays are in admission order, without the event itself.
 * Of an event that is not retained nothing is known: `false`, `undefined`, `[]`.
 */
export interface CausalGraph {
  has(id: Id): boolean;
  get(id: Id): RetainedEvent | undefined;
  events(): RetainedEvent[];
  /** Direct causes that are retained. */
  causesOf(id: Id): RetainedEvent[];
  /** Direct effects that are retained. */
  effectsOf(id: Id): RetainedEvent[];
  /** The least set of edges that stand for paths through evicted events. */
  summaryEdges(): SummaryEdge[];
  /** Whether `a` is a cause of `b`, direct or not, also by way of evicted events. */
  precedes(a: Id, b: Id): boolean;
  /** Whether two different events are retained and neither precedes the other. */
  independent(a: Id, b: Id): boolean;
  past(id: Id): RetainedEvent[];
  future(id: Id): RetainedEvent[];
  /** A shortest causal path from `a` to `b`, both included; `[]` if `a` does not precede `b`. */
  chain(a: Id, b: Id): EventRef[];
  /** Events with no causes at all: not those whose causes are missing or evicted. */
  roots(): RetainedEvent[];
  /** Events that never had an effect. */
  leaves(): RetainedEvent[];
}
