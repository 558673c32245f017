import type { CausalEvent, EventRef } from "../event.ts";

type Id = string | { readonly id: string };

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

/** The live graph over the retained events. */
export interface CausalGraph {
  has(id: Id): boolean;
  get(id: Id): RetainedEvent | undefined;
  events(): RetainedEvent[];
  causesOf(id: Id): RetainedEvent[];
  effectsOf(id: Id): RetainedEvent[];
  summaryEdges(): SummaryEdge[];
  precedes(a: Id, b: Id): boolean;
  independent(a: Id, b: Id): boolean;
  past(id: Id): RetainedEvent[];
  future(id: Id): RetainedEvent[];
  chain(a: Id, b: Id): EventRef[];
  roots(): RetainedEvent[];
  leaves(): RetainedEvent[];
}
