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

/** What two events both come of. */
export interface CommonCauses {
  readonly events: number;
  /** Those that no other of them follows, in admission order. */
  readonly nearest: RetainedEvent[];
  /** Whether the past of either is not wholly there, so that there may be more. */
  readonly truncated: boolean;
}

/** How far an effect is from a cause. */
export interface Distance {
  /** Along a shortest known path. */
  readonly steps: number;
  /** At least how many evicted events lie on that path beside them. */
  readonly hidden: number;
}

export function rootCauses(relation: CausalRelation, node: number): RootCauses {
  const past = [...reach(relation, node, "causes").keys()];
  const roots = past.filter((at) => isRoot(relation.event(at)));
  return { roots: eventsOf(relation, roots), cut: eventsOf(relation, past.filter(isCutIn(relation))) };
}

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

export function commonCauses(relation: CausalRelation, a: number, b: number): CommonCauses {
  const [one, other] = [reach(relation, a, "causes"), reach(relation, b, "causes")];
  const truncated = [...one.keys(), ...other.keys()].some(isCutIn(relation));
  one.delete(a);
  other.delete(b);
  const common = new Set([...one.keys()].filter((node) => other.has(node)));
  // If another of them follows, so does one of its own effects.
  const nearest = [...common].filter(
    (node) => !relation.links(node, "effects").some((link) => common.has(link.node)),
  );
  return { events: common.size, nearest: eventsOf(relation, nearest), truncated };
}

/** From `a` to `b`; `undefined` where `a` does not precede `b`. Cost O(events between, and the links into them). */
export function distance(relation: CausalRelation, a: number, b: number): Distance | undefined {
  const found = new Map([[b, { steps: 0, hidden: 0 }]]);
  for (const [node, { steps, hidden }] of found) {
    if (node === a) return a === b ? undefined : { steps, hidden };
    for (const link of relation.links(node, "causes"))
      if (!found.has(link.node) && relation.order(link.node) >= relation.order(a))
        found.set(link.node, { steps: steps + 1, hidden: hidden + link.hidden });
  }
  return undefined;
}

function isCutIn(relation: CausalRelation): (node: number) => boolean {
  return (node) => relation.isCut(node);
}
