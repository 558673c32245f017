import type { RetainedEvent } from "../graph/causal-graph.ts";
import { eventsOf, reach } from "./reach.ts";
import type { CausalRelation } from "./relation.ts";

/** What is usual of events of one name, after triggers that were answered. */
export interface Usual {
  readonly name: string;
  /** In how many of the answered instances that were looked at such an event led to the response … */
  readonly led: number;
  /** … of so many. */
  readonly of: number;
}

/** How far a trigger got that was not answered, or not in time. */
export interface HowFar {
  /** How many events it caused, directly or not. */
  readonly events: number;
  /** The farthest of them, at most five, in admission order. */
  readonly furthest: readonly RetainedEvent[];
  /** How many steps away those are. */
  readonly depth: number;
  /** Responses that it caused all the same, too late: at most five, in admission order. */
  readonly late: readonly RetainedEvent[];
  /** How many answered instances of the same run there is to learn from; at most a hundred are looked at. */
  readonly answered: number;
  /** Of the kinds of events it caused, those that usually lead to the response: the farthest one first. */
  readonly promising: readonly Usual[];
  /**
   * Where it left the usual way: the last event of a promising kind (or the trigger), and the kind that
   * mostly comes of that on the way to the response, here missing. Not where a response came late.
   */
  readonly stopped: { readonly after: RetainedEvent; readonly missing: Usual } | undefined;
}

/** How many answered instances are looked at, and how many events of each. */
const INSTANCES = 100;
const EVENTS = 1_000;
const FURTHEST = 5;

/**
 * How far a trigger got, by what is usual for those that were answered. Cost O(its future),
 * and that of the instances learned from, each at most a thousand events.
 */
export function howFar(
  relation: CausalRelation,
  trigger: number,
  isTrigger: (event: RetainedEvent) => boolean,
  isResponse: (event: RetainedEvent) => boolean,
): HowFar {
  const future = reach(relation, trigger, "effects");
  let depth = 0;
  for (const steps of future.values()) depth = Math.max(depth, steps);
  const farthest = [...future].filter(([node, steps]) => steps === depth && node !== trigger);
  const usual = learn(relation, trigger, isTrigger, isResponse);
  const found = new Map<string, number>();
  const late = new Set(
    [...future.keys()].filter((node) => node !== trigger && isResponse(relation.event(node))),
  );
  for (const [node, steps] of future) {
    const { name } = relation.event(node);
    if (late.has(node)) continue;
    if ((usual.led.get(name) ?? 0) * 2 >= usual.answered && steps >= (found.get(name) ?? 0))
      found.set(name, steps);
  }
  found.delete(relation.event(trigger).name);
  const promising = usual.answered === 0 ? [] : [...found].sort(([, a], [, b]) => b - a);
  return {
    events: future.size - 1,
    furthest: eventsOf(
      relation,
      farthest.map(([node]) => node),
    ).slice(0, FURTHEST),
    depth,
    late: eventsOf(relation, late).slice(0, FURTHEST),
    answered: usual.answered,
    promising: promising.map(([name]) => ({ name, led: usual.led.get(name)!, of: usual.answered })),
    stopped: late.size > 0 ? undefined : stoppedAt(relation, trigger, future, promising[0]?.[0], usual),
  };
}

interface Learned {
  readonly answered: number;
  /** In how many instances an event of the name led to the response. */
  readonly led: Map<string, number>;
  /** By name, in how many instances which name came of it directly, on the way to the response. */
  readonly next: Map<string, Map<string, number>>;
}

function learn(
  relation: CausalRelation,
  except: number,
  isTrigger: (event: RetainedEvent) => boolean,
  isResponse: (event: RetainedEvent) => boolean,
): Learned {
  const led = new Map<string, number>();
  const next = new Map<string, Map<string, number>>();
  let answered = 0;
  for (const node of relation.nodes()) {
    if (answered === INSTANCES) break;
    if (node === except || !isTrigger(relation.event(node))) continue;
    const way = wayToResponse(relation, node, isResponse);
    if (way.size === 0) continue;
    answered++;
    // The response itself is not on the way to it.
    const between = [...way].filter((each) => !isResponse(relation.event(each)));
    for (const name of new Set(between.map((each) => relation.event(each).name)))
      led.set(name, (led.get(name) ?? 0) + 1);
    const pairs = new Set<string>();
    for (const each of way)
      for (const link of relation.links(each, "effects"))
        if (way.has(link.node)) pairs.add(`${relation.event(each).name} ${relation.event(link.node).name}`);
    for (const pair of pairs) {
      const [name, then] = pair.split(" ") as [string, string];
      const counts = next.get(name) ?? new Map<string, number>();
      next.set(name, counts.set(then, (counts.get(then) ?? 0) + 1));
    }
  }
  return { answered, led, next };
}

/** The events from a trigger to the nearest of its responses, both included; empty where there is none near. */
function wayToResponse(
  relation: CausalRelation,
  trigger: number,
  isResponse: (event: RetainedEvent) => boolean,
): Set<number> {
  const from = new Map<number, number>();
  const open = [trigger];
  for (const node of open) {
    if (node !== trigger && isResponse(relation.event(node))) return pathTo(node, from);
    for (const link of relation.links(node, "effects"))
      if (!from.has(link.node) && open.length < EVENTS) {
        from.set(link.node, node);
        open.push(link.node);
      }
  }
  return new Set();
}

function pathTo(end: number, from: ReadonlyMap<number, number>): Set<number> {
  const way = new Set<number>();
  for (let at: number | undefined = end; at !== undefined; at = from.get(at)) way.add(at);
  return way;
}

function stoppedAt(
  relation: CausalRelation,
  trigger: number,
  future: ReadonlyMap<number, number>,
  furthest: string | undefined,
  { next, answered }: Learned,
): HowFar["stopped"] {
  let last = trigger;
  for (const node of future.keys()) if (relation.event(node).name === furthest) last = node;
  const after = relation.event(last);
  const [most] = [...(next.get(after.name) ?? [])].sort(([, a], [, b]) => b - a);
  if (most === undefined) return undefined;
  return { after, missing: { name: most[0], led: most[1], of: answered } };
}
