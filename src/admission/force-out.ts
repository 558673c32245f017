import type { Entry } from "../ledger/entry.ts";
import { holdOf, isHeld } from "./hold.ts";

/** Held events that wait for each other in a cycle, or a single one. */
interface Component {
  readonly members: readonly Entry[];
  /** The held events outside it that any of them waits for, in arrival order. */
  readonly waitsFor: readonly Entry[];
}

/**
 * The order in which held events must go so that `root` can: first what it waits for, in arrival
 * order, in the same way; a cycle as one, after what any of its members waits for outside it. Yields
 * single events and the members of a cycle. Events may be admitted while it runs: those are passed
 * over. O(held events that `root` waits for, at any remove, and their citations, log of how many one
 * of them cites).
 */
export function* forceOut(root: Entry, heldCausesOf: (entry: Entry) => Entry[]): Generator<readonly Entry[]> {
  const componentOf = components(root, heldCausesOf);
  const begun = new Set<Component>();
  const frames: { readonly component: Component; next: number }[] = [];
  const enter = (entry: Entry): void => {
    const component = componentOf.get(entry)!;
    if (begun.has(component)) return;
    begun.add(component);
    frames.push({ component, next: 0 });
  };
  enter(root);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const cause = frame.component.waitsFor[frame.next++];
    if (cause !== undefined) enter(cause);
    else {
      frames.pop();
      yield frame.component.members.filter(isHeld);
    }
  }
}

interface Visit {
  readonly entry: Entry;
  readonly index: number;
  low: number;
  readonly causes: readonly Entry[];
  next: number;
}

/** The strongly connected components of what `root` waits for (Tarjan, 1972, without recursion). */
function components(root: Entry, heldCausesOf: (entry: Entry) => Entry[]): Map<Entry, Component> {
  const componentOf = new Map<Entry, Component>();
  const indexes = new Map<Entry, number>();
  const open: Visit[] = [];
  const path: Visit[] = [];
  const enter = (entry: Entry): void => {
    const index = indexes.size;
    indexes.set(entry, index);
    const visit = { entry, index, low: index, causes: heldCausesOf(entry), next: 0 };
    open.push(visit);
    path.push(visit);
  };
  enter(root);
  for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
    const cause = visit.causes[visit.next++];
    if (cause !== undefined) {
      const seen = indexes.get(cause);
      if (seen === undefined) enter(cause);
      else if (!componentOf.has(cause)) visit.low = Math.min(visit.low, seen);
      continue;
    }
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) parent.low = Math.min(parent.low, visit.low);
    if (visit.low !== visit.index) continue;
    const visits = open.splice(open.lastIndexOf(visit));
    const members = new Set(visits.map(({ entry }) => entry));
    const outside = new Set(visits.flatMap(({ causes }) => causes).filter((entry) => !members.has(entry)));
    const component = { members: [...members], waitsFor: [...outside].sort(byArrival) };
    for (const entry of members) componentOf.set(entry, component);
  }
  return componentOf;
}

export function byArrival(a: Entry, b: Entry): number {
  return holdOf(a).arrival - holdOf(b).arrival;
}
