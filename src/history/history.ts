/**
 * What an event carries of its past, for all rules: a persistent vector with a slot for each thing
 * that a rule remembers. `undefined` is the past in which no rule found anything.
 *
 * An event that touches nothing shares the history of its cause. A join costs O(slots that differ),
 * found in blocks of 16; a change costs O(log slots).
 */
export type History = Slots | undefined;

/** How the values that two causes carry in one slot become the value of their effect. */
export interface Slot<V> {
  readonly index: number;
  /** Must return `a` itself where the result equals `a`, else `b` where it equals `b`. */
  join(a: V, b: V): V;
  /** Notes what the value holds as reached in a sweep; only where sweeps look for it. */
  reach?(value: V, sweep: number): void;
}

type Branch = unknown[];

class Slots {
  readonly shift: number;
  readonly root: Branch;
  /** Whether the step that made it may still write to it, since nothing else has seen it. */
  open = false;

  constructor(shift: number, root: Branch) {
    this.shift = shift;
    this.root = root;
  }
}

const BITS = 4;
const LOW = (1 << BITS) - 1;

/** The value in a slot. Cost O(log slots). */
export function valueIn<V>(history: History, slot: Slot<V>): V | undefined {
  if (history === undefined) return undefined;
  const { index } = slot;
  let { shift, root } = history;
  if (index >>> shift > LOW) return undefined;
  for (; shift > 0; shift -= BITS) {
    const next = root[(index >>> shift) & LOW] as Branch | undefined;
    if (next === undefined) return undefined;
    root = next;
  }
  return root[index & LOW] as V | undefined;
}

/**
 * `history` with `value` in a slot. Cost O(log slots). What it returns is open: further values are
 * written into it, until it is closed.
 */
export function withValue<V>(history: History, slot: Slot<V>, value: V | undefined): History {
  const { index } = slot;
  if (history !== undefined && history.open && history.shift === 0 && index <= LOW) {
    put(history.root, index, value);
    return history;
  }
  let shift = history === undefined ? 0 : history.shift;
  let root = history === undefined ? undefined : history.root;
  for (; index >>> shift > LOW; shift += BITS) if (root !== undefined) root = [root];
  const made = new Slots(shift, written(root, shift, index, value));
  made.open = true;
  return made;
}

/** Makes a history what it is from now on. Call before any other event takes it over. */
export function closed(history: History): History {
  if (history !== undefined) history.open = false;
  return history;
}

function written(branch: Branch | undefined, shift: number, index: number, value: unknown): Branch {
  const copy = branch === undefined ? [] : branch.slice();
  const at = (index >>> shift) & LOW;
  put(copy, at, shift === 0 ? value : written(copy[at] as Branch | undefined, shift - BITS, index, value));
  return copy;
}

function put(branch: Branch, at: number, value: unknown): void {
  while (branch.length <= at) branch.push(undefined);
  branch[at] = value;
}

/** The history of an effect of both; one of them, the same object, where it holds the other. */
export function joined(a: History, b: History, slots: readonly Slot<any>[]): History {
  if (a === b || b === undefined) return a;
  if (a === undefined) return b;
  const shift = Math.max(a.shift, b.shift);
  const rootA = raised(a, shift);
  const rootB = raised(b, shift);
  const root = joinedBranch(rootA, rootB, shift, 0, slots);
  return root === rootA && shift === a.shift
    ? a
    : root === rootB && shift === b.shift
      ? b
      : new Slots(shift, root);
}

function raised({ shift, root }: Slots, to: number): Branch {
  for (; shift < to; shift += BITS) root = [root];
  return root;
}

function joinedBranch(
  a: Branch,
  b: Branch,
  shift: number,
  base: number,
  slots: readonly Slot<any>[],
): Branch {
  const length = Math.max(a.length, b.length);
  let isA = true;
  let isB = true;
  // Made only once the result is known to be neither operand.
  let copy: Branch | undefined;
  for (let at = 0; at < length; at++) {
    const x = a[at];
    const y = b[at];
    const place = base + (at << shift);
    const value =
      x === y || y === undefined
        ? x
        : x === undefined
          ? y
          : shift === 0
            ? slots[place]!.join(x, y)
            : joinedBranch(x as Branch, y as Branch, shift - BITS, place, slots);
    if (copy !== undefined) {
      copy.push(value);
      continue;
    }
    const wasA = isA;
    isA &&= value === x;
    isB &&= value === y;
    if (isA || isB) continue;
    copy = (wasA ? a : b).slice(0, at);
    while (copy.length < at) copy.push(undefined);
    copy.push(value);
  }
  return copy ?? (isA ? a : b);
}

/** Calls `visit` for each value in a slot, each shared branch once for one `seen`. */
export function visitValues(
  history: History,
  seen: Set<unknown>,
  visit: (index: number, value: unknown) => void,
): void {
  if (history === undefined || seen.has(history)) return;
  seen.add(history);
  visitBranch(history.root, history.shift, 0, seen, visit);
}

function visitBranch(
  branch: Branch,
  shift: number,
  base: number,
  seen: Set<unknown>,
  visit: (index: number, value: unknown) => void,
): void {
  if (seen.has(branch)) return;
  seen.add(branch);
  for (let at = 0; at < branch.length; at++) {
    const value = branch[at];
    if (value === undefined) continue;
    const place = base + (at << shift);
    if (shift === 0) visit(place, value);
    else visitBranch(value as Branch, shift - BITS, place, seen, visit);
  }
}
