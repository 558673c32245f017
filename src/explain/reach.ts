import type { RetainedEvent } from "../graph/causal-graph.ts";
import type { CausalRelation, Direction } from "./relation.ts";

/**
 * All that lies in one direction, with the least number of steps to it; the start too, with 0. With
 * `within`, no farther. Cost O(what is reached, with its links). No recursion: any depth will do.
 */
export function reach(
  relation: CausalRelation,
  from: number,
  direction: Direction,
  within: number = Number.POSITIVE_INFINITY,
): Map<number, number> {
  const steps = new Map([[from, 0]]);
  // A map gives what is added while it is gone through.
  for (const [node, so] of steps) {
    if (so >= within) continue;
    for (const link of relation.links(node, direction))
      if (!steps.has(link.node)) steps.set(link.node, so + 1);
  }
  return steps;
}

/** Nodes in causal order. Cost O(n log n). */
export function ordered(relation: CausalRelation, nodes: Iterable<number>): number[] {
  return [...nodes].sort((a, b) => relation.order(a) - relation.order(b));
}

/** Their events, in causal order. */
export function eventsOf(relation: CausalRelation, nodes: Iterable<number>): RetainedEvent[] {
  return ordered(relation, nodes).map((node) => relation.event(node));
}
