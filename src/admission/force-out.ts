import type { Entry } from "../ledger/entry.ts";
import { holdOf, isHeld } from "./hold.ts";

interface Frame {
  readonly entry: Entry;
  readonly index: number;
  low: number;
  /** The held events it waits for, in arrival order, and how far they were visited. */
  readonly waitsFor: readonly Entry[];
  next: number;
}

/**
 * The order in which held events must go so that `root` can: what it waits for first, in arrival
 * order, in the same way. Yields strongly connected components, a single event or the members of a
 * cycle (Tarjan, 1972, whose order is effects after causes), without recursion. Events may be
 * admitted while it runs: those are passed over.
 */
export function* forceOut(root: Entry, heldCausesOf: (entry: Entry) => Entry[]): Generator<readonly Entry[]> {
  const indexes = new Map<Entry, number>();
  const onStack = new Set<Entry>();
  const stack: Entry[] = [];
  const frames: Frame[] = [];
  const enter = (entry: Entry): void => {
    const index = indexes.size;
    indexes.set(entry, index);
    stack.push(entry);
    onStack.add(entry);
    const waitsFor = isHeld(entry) ? heldCausesOf(entry).sort(byArrival) : [];
    frames.push({ entry, index, low: index, waitsFor, next: 0 });
  };
  enter(root);
  while (frames.length > 0) {
    const frame = frames.at(-1)!;
    const cause = frame.waitsFor[frame.next++];
    if (cause !== undefined) {
      if (!isHeld(cause)) continue;
      const seen = indexes.get(cause);
      if (seen === undefined) enter(cause);
      else if (onStack.has(cause)) frame.low = Math.min(frame.low, seen);
      continue;
    }
    frames.pop();
    const parent = frames.at(-1);
    if (parent !== undefined) parent.low = Math.min(parent.low, frame.low);
    if (frame.low !== frame.index) continue;
    const component = stack.splice(stack.lastIndexOf(frame.entry));
    for (const entry of component) onStack.delete(entry);
    yield component.filter(isHeld);
  }
}

export function byArrival(a: Entry, b: Entry): number {
  return holdOf(a).arrival - holdOf(b).arrival;
}
