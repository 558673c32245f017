import type { RetainedEvent } from "../graph/causal-graph.ts";
import { eventsOf, reach } from "./reach.ts";
import type { CausalRelation, Direction } from "./relation.ts";

/** How many events an explanation tells, if not told otherwise: about a screen. */
const SCREEN = 30;

export interface ExplainOptions {
  /** `"causes"` (default): why it happened. `"effects"`: what came of it. */
  readonly direction?: Direction;
  /** Most events to tell. Default 30. */
  readonly most?: number;
}

/** An event in a tree of causes or effects. */
export interface ExplainedStep {
  readonly event: RetainedEvent;
  /** At least how many evicted events lie between it and the step above; 0 for none. */
  readonly hidden: number;
  /** Its causes or effects, in admission order. */
  readonly steps: readonly ExplainedStep[];
  /** Whether it stands elsewhere in the tree, with its steps. */
  readonly repeated: boolean;
  /** How many of its causes or effects are not told. */
  readonly untold: number;
  /** Whether it has causes that are not in the graph: the event says which never came, or that some were evicted. */
  readonly cut: boolean;
}

/** Why something happened, or what came of it. */
export interface Explanation {
  readonly direction: Direction;
  readonly tree: ExplainedStep;
  /** How many events there are in that direction, and how many of them are told. */
  readonly events: number;
  readonly told: number;
  /** Where it all began, or ended: those in that direction with nothing beyond them, in admission order. */
  readonly ends: RetainedEvent[];
  /** Whether something before the event is not in the graph. */
  readonly truncated: boolean;
}

type Growing = { -readonly [K in keyof ExplainedStep]: ExplainedStep[K] } & { steps: Growing[] };

/**
 * A tree of what lies in one direction, the nearest first, each event with its steps once. Cost O(all
 * that lies there, with its links).
 */
export function explain(
  relation: CausalRelation,
  node: number,
  direction: Direction,
  most: number = SCREEN,
): Explanation {
  const all = reach(relation, node, direction);
  const grow = (at: number, hidden: number): Growing => ({
    event: relation.event(at),
    hidden,
    steps: [],
    repeated: false,
    untold: 0,
    cut: direction === "causes" && relation.isCut(at),
  });
  const tree = grow(node, 0);
  const told = new Map([[node, tree]]);
  let lines = 1;
  for (const [at, step] of told)
    for (const link of relation.links(at, direction)) {
      const next = grow(link.node, link.hidden);
      if (lines++ >= most) step.untold++;
      else {
        step.steps.push(next);
        if (told.has(link.node)) next.repeated = relation.links(link.node, direction).length > 0;
        else told.set(link.node, next);
      }
    }
  all.delete(node);
  const ends = [...all.keys()].filter((at) => relation.links(at, direction).length === 0);
  const truncated = direction === "causes" && [node, ...all.keys()].some((at) => relation.isCut(at));
  return {
    direction,
    tree,
    events: all.size,
    told: told.size - 1,
    ends: eventsOf(relation, ends),
    truncated,
  };
}
