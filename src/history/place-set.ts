import type { Block, Placed } from "./roster.ts";

/**
 * A persistent set of roster members: a big-endian Patricia tree over blocks with 32 members in
 * each leaf (Okasaki and Gill, "Fast Mergeable Integer Maps", 1998). `undefined` is the empty set.
 *
 * Sets share what they have in common: every operation stops where both sides are the same object,
 * so a union costs the difference of its operands, and returns one of them where it adds nothing.
 * Members that are no longer live are dropped, in place, wherever an operation comes by; a set that
 * has doubled since it was last pruned is pruned whole. So a set stays proportional to its live
 * members, at an amortised cost of O(1) an insertion.
 */
export type PlaceSet<T extends Placed> = Leaf<T> | Fork<T> | undefined;

class Leaf<T extends Placed> {
  readonly block: Block<T>;
  bits: number;

  constructor(block: Block<T>, bits: number) {
    this.block = block;
    this.bits = bits;
  }

  get key(): number {
    return this.block.index;
  }
}

class Fork<T extends Placed> {
  readonly key: number;
  readonly bit: number;
  low: PlaceSet<T>;
  high: PlaceSet<T>;
  /** At most so many leaves are below. */
  leaves: number;
  /** Prune when there are more leaves than this: what is made of a set that was pruned keeps to it. */
  limit: number;
  /** No member stands past this point. */
  readonly last: number;
  /** The sweep that came by last. */
  sweep = 0;

  constructor(key: number, bit: number, low: PlaceSet<T>, high: PlaceSet<T>, limit: number) {
    this.key = key;
    this.bit = bit;
    this.low = low;
    this.high = high;
    this.leaves = leavesOf(low) + leavesOf(high);
    this.limit = limit;
    this.last = Math.max(lastPoint(low), lastPoint(high));
  }
}

const SMALL = 8;
const lastPoint = (set: PlaceSet<any>): number =>
  set === undefined ? Number.NEGATIVE_INFINITY : set instanceof Leaf ? set.block.last : set.last;
const limitOf = (set: PlaceSet<any>): number => (set instanceof Fork ? set.limit : SMALL);

/** At most how many leaves a set has, each with up to 32 members. */
export function leavesOf(set: PlaceSet<any>): number {
  return set === undefined ? 0 : set instanceof Leaf ? 1 : set.leaves;
}

/** `set` and `member`. Cost O(log members), amortised. */
export function plus<T extends Placed>(set: PlaceSet<T>, member: T): PlaceSet<T> {
  return bounded(insert(set, member.block as unknown as Block<T>, member.mask), set, undefined);
}

/** The set of `member` alone. */
export function only<T extends Placed>(member: T): PlaceSet<T> {
  return new Leaf(member.block as unknown as Block<T>, member.mask);
}

function insert<T extends Placed>(set: PlaceSet<T>, block: Block<T>, mask: number): PlaceSet<T> {
  if (set === undefined) return new Leaf(block, mask);
  if (set instanceof Leaf) {
    if (set.block === block) return (set.bits & mask) !== 0 ? set : new Leaf(block, set.bits | mask);
    return beside(set, new Leaf(block, mask));
  }
  if (!covers(set, block.index)) return beside(set, new Leaf(block, mask));
  if ((block.index & set.bit) === 0) {
    const low = insert(set.low, block, mask);
    return low === set.low ? set : new Fork(set.key, set.bit, low, set.high, set.limit);
  }
  const high = insert(set.high, block, mask);
  return high === set.high ? set : new Fork(set.key, set.bit, set.low, high, set.limit);
}

function prefix(key: number, bit: number): number {
  return key & ~((bit << 1) - 1);
}

function covers(fork: Fork<any>, key: number): boolean {
  return prefix(key, fork.bit) === fork.key;
}

/** Two sets whose keys differ in a bit above either's own. */
function beside<T extends Placed>(a: Leaf<T> | Fork<T>, b: Leaf<T> | Fork<T>): Fork<T> {
  const bit = 1 << (31 - Math.clz32(a.key ^ b.key));
  const key = prefix(a.key, bit);
  const limit = Math.max(limitOf(a), limitOf(b));
  return (a.key & bit) === 0 ? new Fork(key, bit, a, b, limit) : new Fork(key, bit, b, a, limit);
}

/** `was` with new children; `was` itself where they are its own, the other child where one is empty. */
function refork<T extends Placed>(
  was: Fork<T>,
  low: PlaceSet<T>,
  high: PlaceSet<T>,
  limit: number = was.limit,
): PlaceSet<T> {
  if (low === was.low && high === was.high) return was;
  if (low === undefined) return high;
  if (high === undefined) return low;
  return new Fork(was.key, was.bit, low, high, limit);
}

/** Drops from a leaf what is no longer live. */
function fresh(leaf: Leaf<any>): number {
  return (leaf.bits &= leaf.block.live);
}

/** Everything in `a` or `b`; one of them, the same object, where it holds the other. Cost O(difference). */
export function union<T extends Placed>(a: PlaceSet<T>, b: PlaceSet<T>): PlaceSet<T> {
  return bounded(unite(a, b), a, b);
}

function unite<T extends Placed>(a: PlaceSet<T>, b: PlaceSet<T>): PlaceSet<T> {
  if (a === b || b === undefined) return a;
  if (a === undefined) return b;
  if (a instanceof Leaf) return uniteLeaf(a, b, a);
  if (b instanceof Leaf) return uniteLeaf(b, a, a);
  if (a.key === b.key && a.bit === b.bit) {
    const low = unite(a.low, b.low);
    const high = unite(a.high, b.high);
    share(a, b);
    if (low === b.low && high === b.high && (low !== a.low || high !== a.high)) return b;
    return refork(a, low, high, Math.max(a.limit, b.limit));
  }
  if (a.bit > b.bit && covers(a, b.key))
    return (b.key & a.bit) === 0 ? refork(a, unite(a.low, b), a.high) : refork(a, a.low, unite(a.high, b));
  if (b.bit > a.bit && covers(b, a.key))
    return (a.key & b.bit) === 0 ? refork(b, unite(a, b.low), b.high) : refork(b, b.low, unite(a, b.high));
  return beside(a, b);
}

/** Makes one of what two forks hold both: what came about apart and is the same is gone through once. */
function share<T extends Placed>(a: Fork<T>, b: Fork<T>): void {
  if (isSame(a.low, b.low)) b.low = a.low;
  if (isSame(a.high, b.high)) b.high = a.high;
}

/** Whether two sets are the same, as far as their forks have been made to share what they can. Cost O(1). */
function isSame(a: PlaceSet<any>, b: PlaceSet<any>): boolean {
  if (a instanceof Leaf) return b instanceof Leaf && a.block === b.block && a.bits === b.bits;
  if (a === undefined || !(b instanceof Fork)) return false;
  return a.key === b.key && a.bit === b.bit && a.low === b.low && a.high === b.high;
}

function uniteLeaf<T extends Placed>(leaf: Leaf<T>, other: Leaf<T> | Fork<T>, first: unknown): PlaceSet<T> {
  const bits = fresh(leaf);
  if (bits === 0) return other;
  if (other instanceof Leaf) {
    if (other.block !== leaf.block) return fresh(other) === 0 ? leaf : beside(leaf, other);
    const all = bits | fresh(other);
    if (first === leaf) return all === bits ? leaf : all === other.bits ? other : new Leaf(leaf.block, all);
    return all === other.bits ? other : all === bits ? leaf : new Leaf(leaf.block, all);
  }
  if (!covers(other, leaf.key)) return beside(leaf, other);
  return (leaf.key & other.bit) === 0
    ? refork(other, unite(other.low, leaf), other.high)
    : refork(other, other.low, unite(other.high, leaf));
}

/** Everything in `a` that is not in `b`. Cost O(difference). */
export function minus<T extends Placed>(a: PlaceSet<T>, b: PlaceSet<T>): PlaceSet<T> {
  if (a === b || a === undefined) return undefined;
  if (b === undefined) return a;
  if (a instanceof Leaf) {
    const bits = fresh(a) & ~bitsIn(b, a.block);
    return bits === 0 ? undefined : bits === a.bits ? a : new Leaf(a.block, bits);
  }
  if (b instanceof Fork) {
    if (a.key === b.key && a.bit === b.bit) return refork(a, minus(a.low, b.low), minus(a.high, b.high));
    if (b.bit > a.bit) return covers(b, a.key) ? minus(a, (a.key & b.bit) === 0 ? b.low : b.high) : a;
  }
  if (!covers(a, b.key)) return a;
  return (b.key & a.bit) === 0 ? refork(a, minus(a.low, b), a.high) : refork(a, a.low, minus(a.high, b));
}

/** Everything in both. Cost O(difference). */
export function both<T extends Placed>(a: PlaceSet<T>, b: PlaceSet<T>): PlaceSet<T> {
  if (a === b) return a;
  if (a === undefined || b === undefined) return undefined;
  if (a instanceof Leaf) return commonLeaf(a, b);
  if (b instanceof Leaf) return commonLeaf(b, a);
  if (a.key === b.key && a.bit === b.bit) {
    const low = both(a.low, b.low);
    const high = both(a.high, b.high);
    share(a, b);
    return refork(a, low, high);
  }
  if (a.bit > b.bit) return covers(a, b.key) ? both((b.key & a.bit) === 0 ? a.low : a.high, b) : undefined;
  return covers(b, a.key) ? both(a, (a.key & b.bit) === 0 ? b.low : b.high) : undefined;
}

function commonLeaf<T extends Placed>(leaf: Leaf<T>, other: Leaf<T> | Fork<T>): PlaceSet<T> {
  const bits = fresh(leaf) & bitsIn(other, leaf.block);
  return bits === 0 ? undefined : bits === leaf.bits ? leaf : new Leaf(leaf.block, bits);
}

function bitsIn(set: PlaceSet<any>, block: Block<any>): number {
  while (set instanceof Fork) set = (block.index & set.bit) === 0 ? set.low : set.high;
  return set !== undefined && set.block === block ? set.bits : 0;
}

/** Whether a live member is in the set. Cost O(log members). */
export function has<T extends Placed>(set: PlaceSet<T>, member: T): boolean {
  const block = member.block as unknown as Block<T> | undefined;
  return block !== undefined && (bitsIn(set, block) & block.live & member.mask) !== 0;
}

/** The live members, in admission order. Cost O(live members), amortised. */
export function membersOf<T extends Placed>(set: PlaceSet<T>): readonly T[] {
  if (set === undefined) return NOBODY;
  if (!(set instanceof Leaf)) return collect(set, []);
  const bits = fresh(set);
  // Mostly there is one at most; `push` would make room for seventeen.
  if ((bits & (bits - 1)) !== 0) return collect(set, []);
  return bits === 0 ? NOBODY : [set.block.members[31 - Math.clz32(bits)]!];
}

const NOBODY: readonly never[] = Object.freeze([]);

function collect<T extends Placed>(set: PlaceSet<T>, into: T[]): T[] {
  if (set instanceof Leaf) {
    const { members } = set.block;
    for (let bits = fresh(set); bits !== 0; bits &= bits - 1)
      into.push(members[31 - Math.clz32(bits & -bits)] as T);
  } else if (set !== undefined) {
    collect(set.low, into);
    collect(set.high, into);
    set.low = trimmed(set.low);
    set.high = trimmed(set.high);
  }
  return into;
}

/**
 * Likewise, but without parts of the set in which all stand before `point`; with all of the others.
 * Cost O(what it returns), as far as points grow with admission.
 */
export function membersFrom<T extends Placed>(set: PlaceSet<T>, point: number): readonly T[] {
  if (lastPoint(set) < point) return NOBODY;
  return set instanceof Fork ? collectFrom(set, point, []) : membersOf(set);
}

function collectFrom<T extends Placed>(set: PlaceSet<T>, point: number, into: T[]): T[] {
  if (lastPoint(set) < point) return into;
  if (!(set instanceof Fork)) return collect(set, into);
  collectFrom(set.low, point, into);
  return collectFrom(set.high, point, into);
}

/** What is left of a set whose children have been trimmed. */
function trimmed<T extends Placed>(set: PlaceSet<T>): PlaceSet<T> {
  if (set instanceof Leaf) return set.bits === 0 ? undefined : set;
  if (set === undefined) return undefined;
  if (set.low === undefined) return set.high;
  return set.high === undefined ? set.low : set;
}

/** Whether no live member is left. Cost O(1), amortised. */
export function isEmpty(set: PlaceSet<any>): boolean {
  if (set === undefined) return true;
  if (set instanceof Leaf) return fresh(set) === 0;
  if (!isEmpty(set.low)) return false;
  set.low = undefined;
  if (!isEmpty(set.high)) return false;
  set.high = undefined;
  return true;
}

/** The live member admitted first. Cost O(log members), amortised. */
export function first<T extends Placed>(set: PlaceSet<T>): T | undefined {
  if (set === undefined) return undefined;
  if (set instanceof Leaf) {
    const bits = fresh(set);
    return bits === 0 ? undefined : set.block.members[31 - Math.clz32(bits & -bits)];
  }
  const found = first(set.low);
  if (found !== undefined) return found;
  set.low = undefined;
  return first(set.high);
}

/** The live member admitted last. Cost O(log members), amortised. */
export function last<T extends Placed>(set: PlaceSet<T>): T | undefined {
  if (set === undefined) return undefined;
  if (set instanceof Leaf) {
    const bits = fresh(set);
    return bits === 0 ? undefined : set.block.members[31 - Math.clz32(bits)];
  }
  const found = last(set.high);
  if (found !== undefined) return found;
  set.high = undefined;
  return last(set.low);
}

/** Notes every member as reached in sweep number `sweep`. What is below a shared fork is visited once. */
export function reach(set: PlaceSet<any>, sweep: number): void {
  if (set === undefined) return;
  if (set instanceof Fork) {
    if (set.sweep === sweep) return;
    set.sweep = sweep;
    reach(set.low, sweep);
    reach(set.high, sweep);
    return;
  }
  const { block } = set;
  if (block.sweep !== sweep) {
    block.sweep = sweep;
    block.reached = 0;
  }
  block.reached |= fresh(set);
}

/** Keeps a set that has grown since it was last pruned proportional to its live members. */
function bounded<T extends Placed>(set: PlaceSet<T>, a: PlaceSet<T>, b: PlaceSet<T>): PlaceSet<T> {
  if (!(set instanceof Fork) || set.leaves <= set.limit || set === a || set === b) return set;
  const left = prune(set);
  const limit = 2 * leavesOf(left) + SMALL;
  if (left instanceof Fork) left.limit = limit;
  // The operands share what was pruned: the next union with one of them need not prune it again.
  for (const grown of [a, b]) if (grown instanceof Fork && grown.limit < limit) grown.limit = limit;
  return left;
}

function prune<T extends Placed>(set: PlaceSet<T>): PlaceSet<T> {
  if (set === undefined) return undefined;
  if (set instanceof Leaf) {
    const { roster, members } = set.block;
    let bits = fresh(set);
    if (roster.isSpent !== undefined)
      for (let rest = bits; rest !== 0; rest &= rest - 1) {
        const at = 31 - Math.clz32(rest & -rest);
        if (!roster.isSpent(members[at] as T)) continue;
        set.block.live &= ~(1 << at);
        members[at] = undefined;
        bits = fresh(set);
      }
    return bits === 0 ? undefined : set;
  }
  set.low = prune(set.low);
  set.high = prune(set.high);
  set.leaves = leavesOf(set.low) + leavesOf(set.high);
  return trimmed(set);
}
