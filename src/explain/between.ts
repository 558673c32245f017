import type { EventRef } from "../event.ts";
import type { RetainedEvent } from "../graph/causal-graph.ts";
import { ordered, reach } from "./reach.ts";
import { type CommonCauses, commonCauses } from "./shared-causes.ts";
import type { CausalRelation } from "./relation.ts";

/** How two events are related. */
export interface Between {
  /** `"precedes"`: the first is a cause of the second. `"follows"`: the other way. */
  readonly relation: "precedes" | "follows" | "independent" | "same";
  /** A shortest path from the earlier to the later one; empty where they are independent. */
  readonly chain: readonly EventRef[];
  /** How many paths lead from one to the other; beyond 2^53 it is not exact. */
  readonly paths: number;
  /** How many events lie on them, the two not counted. */
  readonly events: number;
  /** Those of them that all paths go through, in admission order. */
  readonly always: readonly RetainedEvent[];
  readonly common: CommonCauses;
}

/** Cost O(the pasts of both, with their links). */
export function between(
  relation: CausalRelation,
  a: number,
  b: number,
  chain: (from: string, to: string) => readonly EventRef[],
): Between {
  const common = commonCauses(relation, a, b);
  const none = { chain: [], paths: 0, events: 0, always: [], common } as const;
  if (a === b) return { relation: "same", ...none };
  const [from, to] = relation.order(a) < relation.order(b) ? [a, b] : [b, a];
  const after = reach(relation, from, "effects");
  if (!after.has(to)) return { relation: "independent", ...none };
  const before = reach(relation, to, "causes");
  const on = ordered(
    relation,
    [...after.keys()].filter((node) => before.has(node)),
  );
  const paths = pathsTo(relation, on);
  const total = paths.get(to)!;
  return {
    relation: from === a ? "precedes" : "follows",
    chain: chain(relation.event(from).id, relation.event(to).id),
    paths: total,
    events: on.length - 2,
    always: bottlenecks(relation, on).map((node) => relation.event(node)),
    common,
  };
}

/** How many paths lead from the first node to each, all on the way to the last. */
function pathsTo(relation: CausalRelation, on: readonly number[]): Map<number, number> {
  const paths = new Map([[on[0]!, 1]]);
  for (const node of on.slice(1)) {
    let sum = 0;
    for (const link of relation.links(node, "causes")) sum += paths.get(link.node) ?? 0;
    paths.set(node, sum);
  }
  return paths;
}

/** The nodes between that every path goes through: those over which no link leads. */
function bottlenecks(relation: CausalRelation, on: readonly number[]): number[] {
  const place = new Map(on.map((node, at) => [node, at]));
  const found: number[] = [];
  let farthest = 0;
  for (const [at, node] of on.entries()) {
    if (at > 0 && at < on.length - 1 && farthest <= at) found.push(node);
    for (const link of relation.links(node, "effects"))
      farthest = Math.max(farthest, place.get(link.node) ?? 0);
  }
  return found;
}
