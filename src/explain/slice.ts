import type { RetainedEvent } from "../graph/causal-graph.ts";
import { ordered, reach } from "./reach.ts";
import type { CausalRelation } from "./relation.ts";

export interface SliceOptions {
  /** The event in the middle; without one, the whole graph. */
  readonly around?: string | { readonly id: string };
  /** How many steps from it, into its past and into its future. Default 3. */
  readonly depth?: number;
}

/** An edge of a slice. */
export interface SliceEdge {
  readonly cause: string;
  readonly effect: string;
  /** At least how many events it stands for that are evicted or left out; 0 where it is direct. */
  readonly hidden: number;
}

/** A part of the graph, as it can be drawn. */
export interface Slice {
  /** In admission order. */
  readonly events: readonly RetainedEvent[];
  /** Between them, by effect, then by cause. */
  readonly edges: readonly SliceEdge[];
  /** How many links lead from them to events that are not among them. */
  readonly outside: number;
}

/** What lies within `depth` steps of a node, both ways. Cost O(what is reached, with its links). */
export function around(relation: CausalRelation, node: number, depth: number): Slice {
  const nodes = [
    ...reach(relation, node, "causes", depth).keys(),
    ...reach(relation, node, "effects", depth).keys(),
  ];
  return sliceOf(relation, new Set(nodes));
}

/** The events of some nodes, with the links between them. Cost O(their links). */
export function sliceOf(relation: CausalRelation, nodes: ReadonlySet<number>): Slice {
  const all = ordered(relation, nodes);
  const edges: SliceEdge[] = [];
  let outside = 0;
  for (const effect of all) {
    const { id } = relation.event(effect);
    for (const { node, hidden } of relation.links(effect, "causes"))
      if (nodes.has(node)) edges.push({ cause: relation.event(node).id, effect: id, hidden });
      else outside++;
    for (const { node } of relation.links(effect, "effects")) if (!nodes.has(node)) outside++;
  }
  return { events: all.map((node) => relation.event(node)), edges, outside };
}
