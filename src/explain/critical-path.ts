import type { RetainedEvent } from "../graph/causal-graph.ts";
import { ordered, reach } from "./reach.ts";
import type { CausalRelation, Link } from "./relation.ts";

export interface CriticalPathOptions {
  /**
   * `"time"` (default): the path that took longest from its first event to its last; at each event it
   * comes from the cause that came last, for which it waited; of several that came at the same time,
   * from the one whose path began first. `"hops"`: the path of the most events.
   */
  readonly by?: "time" | "hops";
  /** The path ends at this event; by default at whichever has the longest. */
  readonly to?: string | { readonly id: string };
}

export interface CriticalPath {
  readonly by: "time" | "hops";
  /** From the first cause to the last effect. */
  readonly events: RetainedEvent[];
  /** At least how many evicted events are left out between them. */
  readonly hidden: number;
  /** From the time of the first to that of the last. */
  readonly ms: number;
  /** Whether causes of the first are not there, so that it may have begun earlier. */
  readonly truncated: boolean;
}

interface Path {
  readonly measure: number;
  /** The time of its first event. */
  readonly began: number;
  readonly via: Link | undefined;
}

/**
 * The critical path to an event, or of the whole graph; `undefined` where there is no event. Of several
 * the one whose end was admitted first. Cost O(events + links), after sorting those before `to`.
 */
export function criticalPath(
  relation: CausalRelation,
  by: "time" | "hops",
  to: number | undefined,
): CriticalPath | undefined {
  const nodes = to === undefined ? relation.nodes() : ordered(relation, reach(relation, to, "causes").keys());
  const paths = new Map<number, Path>();
  let end: number | undefined;
  for (const node of nodes) {
    const path = (by === "time" ? longest : deepest)(relation, node, paths);
    paths.set(node, path);
    if (to === undefined && (end === undefined || path.measure > paths.get(end)!.measure)) end = node;
  }
  end = to ?? end;
  return end === undefined ? undefined : told(relation, by, end, paths);
}

/** By way of the cause that came last; of those that came at that time the one whose path began first. */
function longest(relation: CausalRelation, node: number, paths: ReadonlyMap<number, Path>): Path {
  const { time } = relation.event(node);
  let came = Number.NEGATIVE_INFINITY;
  let began = time;
  let via: Link | undefined;
  for (const link of relation.links(node, "causes")) {
    const at = relation.event(link.node).time;
    const from = paths.get(link.node)!.began;
    if (via !== undefined && (at < came || (at === came && from >= began))) continue;
    [came, began, via] = [at, from, link];
  }
  return { measure: time - began, began, via };
}

/** By way of the cause with the most events before it. */
function deepest(relation: CausalRelation, node: number, paths: ReadonlyMap<number, Path>): Path {
  let best: { measure: number; via: Link } | undefined;
  for (const via of relation.links(node, "causes")) {
    const measure = paths.get(via.node)!.measure + via.hidden + 1;
    if (best === undefined || measure > best.measure) best = { measure, via };
  }
  const began = best === undefined ? relation.event(node).time : paths.get(best.via.node)!.began;
  return { measure: best?.measure ?? 0, began, via: best?.via };
}

function told(
  relation: CausalRelation,
  by: "time" | "hops",
  end: number,
  paths: ReadonlyMap<number, Path>,
): CriticalPath {
  const events: RetainedEvent[] = [];
  let [at, hidden] = [end, 0];
  for (;;) {
    events.push(relation.event(at));
    const { via } = paths.get(at)!;
    if (via === undefined) break;
    hidden += via.hidden;
    at = via.node;
  }
  events.reverse();
  const ms = events.at(-1)!.time - events[0]!.time;
  return { by, events, hidden, ms, truncated: relation.isCut(at) };
}
