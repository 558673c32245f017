import type { RetainedEvent } from "../graph/causal-graph.ts";
import { eventsOf, reach } from "./reach.ts";
import type { CausalRelation } from "./relation.ts";

/** What two events both come of. */
export interface CommonCauses {
  readonly events: number;
  /** Those that no other of them follows, in admission order. */
  readonly nearest: RetainedEvent[];
  /** Whether the past of either is not wholly there, so that there may be more. */
  readonly truncated: boolean;
}

/** What two events both come of. Cost O(the pasts of both, with their links). */
export function commonCauses(relation: CausalRelation, a: number, b: number): CommonCauses {
  const [one, other] = [reach(relation, a, "causes"), reach(relation, b, "causes")];
  const truncated = [...one.keys(), ...other.keys()].some((at) => relation.isCut(at));
  one.delete(a);
  other.delete(b);
  const common = new Set([...one.keys()].filter((node) => other.has(node)));
  // If another of them follows, so does one of its own effects.
  const nearest = [...common].filter(
    (node) => !relation.links(node, "effects").some((link) => common.has(link.node)),
  );
  return { events: common.size, nearest: eventsOf(relation, nearest), truncated };
}
