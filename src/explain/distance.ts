import type { CausalRelation } from "./relation.ts";

/** How far an effect is from a cause. */
export interface Distance {
  /** Along a shortest known path. */
  readonly steps: number;
  /** At least how many evicted events lie on that path beside them. */
  readonly hidden: number;
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
