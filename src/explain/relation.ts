import type { RetainedEvent } from "../graph/causal-graph.ts";

/** A step to a cause or an effect. */
export interface Link {
  readonly node: number;
  /** At least how many evicted events it stands for; 0 where it is direct. */
  readonly hidden: number;
}

export type Direction = "causes" | "effects";

/** A causal graph as questions about it see it. Events are numbers, `order` is a causal order of them. */
export interface CausalRelation {
  /** In causal order. */
  nodes(): Iterable<number>;
  order(node: number): number;
  event(node: number): RetainedEvent;
  /** In causal order. Cost O(links). */
  links(node: number, direction: Direction): readonly Link[];
  /** Whether it has causes that are not there: evicted, or never come. */
  isCut(node: number): boolean;
}

/** Whether an event has no causes at all, none that is missing either. */
export function isRoot({ causes, missingCauses }: RetainedEvent): boolean {
  return causes.length === 0 && missingCauses === undefined;
}
