import type { RetainedEvent } from "../graph/causal-graph.ts";
import { eventsOf, reach } from "./reach.ts";
import type { CausalRelation } from "./relation.ts";

/** What came of something. */
export interface Impact {
  readonly events: number;
  /** The farthest of them: how many steps away, by the shortest way. */
  readonly depth: number;
  /** How many of each name, the most frequent first. */
  readonly names: readonly (readonly [name: string, events: number])[];
  /** Those that nothing followed, in admission order. */
  readonly leaves: RetainedEvent[];
}

/** What came of an event. Cost O(its future, with its links). */
export function impact(relation: CausalRelation, node: number): Impact {
  const future = reach(relation, node, "effects");
  future.delete(node);
  const names = new Map<string, number>();
  let depth = 0;
  for (const [at, steps] of future) {
    const { name } = relation.event(at);
    names.set(name, (names.get(name) ?? 0) + 1);
    depth = Math.max(depth, steps);
  }
  const leaves = [...future.keys()].filter((at) => relation.links(at, "effects").length === 0);
  return {
    events: future.size,
    depth,
    names: [...names].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)),
    leaves: eventsOf(relation, leaves),
  };
}
