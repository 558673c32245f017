/**
 * What an event carries of its past, for all rules: a persistent vector with a slot for each thing
 * that a rule remembers, in a tree with four branches to a node. `undefined` is the past in which no
 * rule found anything.
 *
 * An event that touches nothing shares the history of its cause. A join costs O(slots that differ),
 * found in blocks of four; a change costs O(log slots).
 */
export type History = Node | undefined;

/** How the values that two causes carry in one slot become the value of their effect. */
export interface Slot<V> {
  /** Its place, once it has one. */
  index: number;
  /** Must return `a` itself where the result equals `a`, else `b` where it equals `b`. */
  join(a: V, b: V): V;
  /** Notes what the value holds as reached in a sweep; only where sweeps look for it. */
  reach?(value: V, sweep: number): void;
}

export const NO_PLACE = -1;

/** Named branches instead of an array of them: one small object, and nearly every event has one. */
class Node {
  /** How far the indices of its branches are shifted; 0 where the branches are values. */
  readonly shift: number;
  /** The edition in which it may be written to. */
  readonly edition: number;
  a: unknown;
  b: unknown;
  c: unknown;
  d: unknown;
  /** The sweep that came by last. */
  sweep = 0;

  constructor(shift: number, edition: number, a: unknown, b: unknown, c: unknown, d: unknown) {
    this.shift = shift;
    this.edition = edition;
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }
}

const BITS = 2;
const LOW = (1 << BITS) - 1;

/** What was made in the current edition, nobody else has seen: it may still be written to. */
let edition = 0;
/** The edition of what may never be written to. */
const CLOSED = -1;

/** Makes a history what it is from now on. Call before any other event takes it over. */
export function closed(history: History): History {
  edition++;
  return history;
}

function branchOf(node: Node, at: number): unknown {
  return at < 2 ? (at === 0 ? node.a : node.b) : at === 2 ? node.c : node.d;
}

function setBranch(node: Node, at: number, value: unknown): void {
  if (at === 0) node.a = value;
  else if (at === 1) node.b = value;
  else if (at === 2) node.c = value;
  else node.d = value;
}

/** The value in a slot. Cost O(log slots). */
export function valueIn<V>(history: History, slot: Slot<V>): V | undefined {
  if (history === undefined) return undefined;
  const { index } = slot;
  let node = history;
  if (index >>> node.shift > LOW) return undefined;
  while (node.shift > 0) {
    const next = branchOf(node, (index >>> node.shift) & LOW) as Node | undefined;
    if (next === undefined) return undefined;
    node = next;
  }
  return branchOf(node, index & LOW) as V | undefined;
}

/**
 * `history` with `value` in a slot. Cost O(log slots). Until it is closed, what it returns may be
 * written to by further calls.
 */
export function withValue<V>(history: History, slot: Slot<V>, value: V | undefined): History {
  const { index } = slot;
  let root = history;
  let shift = root === undefined ? 0 : root.shift;
  for (; index >>> shift > LOW; shift += BITS) root &&= above(root, edition);
  return written(root, shift, index, value);
}

/** A node whose first branch is this one. */
function above(node: Node, madeIn: number): Node {
  return new Node(node.shift + BITS, madeIn, node, undefined, undefined, undefined);
}

function written(node: History, shift: number, index: number, value: unknown): Node {
  const own =
    node === undefined
      ? new Node(shift, edition, undefined, undefined, undefined, undefined)
      : node.edition === edition
        ? node
        : new Node(shift, edition, node.a, node.b, node.c, node.d);
  const at = (index >>> shift) & LOW;
  const branch = shift === 0 ? value : written(branchOf(own, at) as History, shift - BITS, index, value);
  setBranch(own, at, branch);
  return own;
}

/** The history of an effect of both; one of them, the same object, where it holds the other. */
export function joined(a: History, b: History, slots: readonly Slot<any>[]): History {
  if (a === b || b === undefined) return a;
  if (a === undefined) return b;
  let [left, right] = [a, b];
  while (left.shift < right.shift) left = above(left, CLOSED);
  while (right.shift < left.shift) right = above(right, CLOSED);
  return joinedNodes(left, right, 0, slots);
}

function joinedNodes(a: Node, b: Node, base: number, slots: readonly Slot<any>[]): Node {
  const { shift } = a;
  const step = 1 << shift;
  const first = joinedBranch(a.a, b.a, shift, base, slots);
  const second = joinedBranch(a.b, b.b, shift, base + step, slots);
  const third = joinedBranch(a.c, b.c, shift, base + 2 * step, slots);
  const fourth = joinedBranch(a.d, b.d, shift, base + 3 * step, slots);
  if (first === a.a && second === a.b && third === a.c && fourth === a.d) return a;
  if (first === b.a && second === b.b && third === b.c && fourth === b.d) return b;
  return new Node(shift, CLOSED, first, second, third, fourth);
}

function joinedBranch(
  a: unknown,
  b: unknown,
  shift: number,
  place: number,
  slots: readonly Slot<any>[],
): unknown {
  if (a === b || b === undefined) return a;
  if (a === undefined) return b;
  return shift === 0 ? slots[place]!.join(a, b) : joinedNodes(a as Node, b as Node, place, slots);
}

/** Calls `visit` for each value in a slot, each shared node once in one sweep: sweeps are numbered from 1. */
export function visitValues(
  history: History,
  sweep: number,
  visit: (index: number, value: unknown) => void,
): void {
  if (history !== undefined) visitNode(history, 0, sweep, visit);
}

function visitNode(
  node: Node,
  base: number,
  sweep: number,
  visit: (index: number, value: unknown) => void,
): void {
  if (node.sweep === sweep) return;
  node.sweep = sweep;
  for (let at = 0; at <= LOW; at++) {
    const branch = branchOf(node, at);
    if (branch === undefined) continue;
    const place = base + (at << node.shift);
    if (node.shift === 0) visit(place, branch);
    else visitNode(branch as Node, place, sweep, visit);
  }
}

/** A history without what it holds in the slots of some places; each shared node is cleared once for one `done`. */
export function without(
  history: History,
  isGone: (index: number) => boolean,
  done: Map<NonNullable<History>, History>,
): History {
  return history && clearedNode(history, 0, isGone, done);
}

function clearedNode(
  node: Node,
  base: number,
  isGone: (index: number) => boolean,
  done: Map<Node, History>,
): History {
  if (done.has(node)) return done.get(node);
  const [a, b, c, d] = [0, 1, 2, 3].map((at): unknown => {
    const branch = branchOf(node, at);
    const place = base + (at << node.shift);
    if (branch === undefined) return undefined;
    if (node.shift > 0) return clearedNode(branch as Node, place, isGone, done);
    return isGone(place) ? undefined : branch;
  });
  const isSame = a === node.a && b === node.b && c === node.c && d === node.d;
  const isEmpty = a === undefined && b === undefined && c === undefined && d === undefined;
  const cleared = isSame ? node : isEmpty ? undefined : new Node(node.shift, CLOSED, a, b, c, d);
  done.set(node, cleared);
  return cleared;
}
