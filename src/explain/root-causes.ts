import type { RetainedEvent } from "../graph/causal-graph.ts";
import { eventsOf, reach } from "./reach.ts";
import { type CausalRelation, isRoot } from "./relation.ts";

/** Where something began. */
export interface RootCauses {
  /** Events before it, or itself, that have no causes at all: in admission order. */
  readonly roots: RetainedEvent[];
  /** Those of whose causes some are not there: what came before them is not known. */
  readonly cut: RetainedEvent[];
}

/** Where an event began. Cost O(its past, with its links). */
export function rootCauses(relation: CausalRelation, node: number): RootCauses {
  const past = [...reach(relation, node, "causes").keys()];
  const roots = past.filter((at) => isRoot(relation.event(at)));
  return {
    roots: eventsOf(relation, roots),
    cut: eventsOf(
      relation,
      past.filter((at) => relation.isCut(at)),
    ),
  };
}
