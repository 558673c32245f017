/**
 * Gives consecutive places to the things that a rule must remember (obligations, scopes, retained
 * events), in admission order, 32 to a block, and knows which of them are still live. Sets of them
 * are then a bit each.
 */
export class Roster<T extends Placed> {
  /** Says of a live member that nothing can come of it any more; asked when sets are pruned. */
  readonly isSpent: ((member: T) => boolean) | undefined;
  /** Whether its rule is gone: its members stand for nothing any more. */
  isGone = false;
  #next = 0;
  #block: Block<T> | undefined;

  constructor(isSpent?: (member: T) => boolean) {
    this.isSpent = isSpent;
  }

  /**
   * Gives `member` the next place and makes it live. What is asked for members up to some point only
   * passes over blocks and sets in which all stand before it. Cost O(1).
   */
  enlist(member: T, point: number = Number.NEGATIVE_INFINITY): void {
    const at = this.#next++;
    if (this.#block === undefined || (at & 31) === 0) this.#block = new Block<T>(this, at >>> 5);
    const mask = 1 << (at & 31);
    this.#block.members[at & 31] = member;
    this.#block.live |= mask;
    member.block = this.#block as unknown as Block<Placed>;
    member.mask = mask;
    if (point > this.#block.last) this.#block.last = point;
  }
}

/** What has a place in a roster. */
export abstract class Placed {
  block: Block<Placed> | undefined = undefined;
  mask = 0;
}

/** What stands for a retained event in a roster: it goes when the event is evicted. */
export abstract class Mark extends Placed {
  /** The mark of the same event made before it. */
  earlier: Mark | undefined = undefined;
}

/** The marks of an event without those of rules that are gone; `last` is the last made. */
export function withoutGone(last: Mark | undefined): Mark | undefined {
  let kept = last;
  while (kept?.block?.roster.isGone) kept = kept.earlier;
  for (let mark = kept; mark !== undefined; mark = mark.earlier)
    while (mark.earlier?.block?.roster.isGone) mark.earlier = mark.earlier.earlier;
  return kept;
}

/** Takes a member out of every set at once. It is forgotten: sets hold places, not members. Cost O(1). */
export function strike(member: Placed): void {
  const { block } = member;
  if (block === undefined) return;
  block.live &= ~member.mask;
  block.members[31 - Math.clz32(member.mask)] = undefined;
}

/** Whether the member is still live. */
export function isLive(member: Placed): boolean {
  return member.block !== undefined && (member.block.live & member.mask) !== 0;
}

const NOBODY: readonly undefined[] = Array.from({ length: 32 });

/** 32 consecutive places of a roster. */
export class Block<T extends Placed> {
  readonly roster: Roster<T>;
  readonly index: number;
  readonly members: (T | undefined)[] = NOBODY.slice();
  live = 0;
  /** No member stands past this point. */
  last: number = Number.NEGATIVE_INFINITY;
  /** The places found reachable in sweep number `sweep`. */
  reached = 0;
  sweep = 0;

  constructor(roster: Roster<T>, index: number) {
    this.roster = roster;
    this.index = index;
  }
}
