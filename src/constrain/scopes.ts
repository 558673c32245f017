import type { Entry } from "../ledger/entry.ts";
import { Placed, strike } from "../history/roster.ts";
import { type Linked, List } from "../list.ts";
import type { ScopedRule } from "./scoped-rule.ts";

/** One cause within which a pattern must not occur, as long as that is undecided. */
export abstract class Scope extends Placed implements Linked<Scope> {
  abstract readonly rule: ScopedRule;
  readonly cause: Entry;
  older: Scope | undefined = undefined;
  newer: Scope | undefined = undefined;
  /** Its places in sets of events' pasts, where it has more than the one that it is itself. */
  others: readonly Placed[] = NO_OTHERS;

  constructor(cause: Entry) {
    super();
    this.cause = cause;
  }
}

const NO_OTHERS: readonly Placed[] = Object.freeze([]);

/**
 * All open scopes of all constraints, in admission order. A scope that nothing in memory follows is
 * found by a sweep over the histories in memory; sweeps are so rare that they cost O(1) an admitted
 * scope, and so frequent that open scopes stay within twice what can still be reached, or within a
 * sixteenth of the events in memory more.
 */
export class Scopes {
  readonly #max: number;
  readonly #open = new List<Scope>();
  /** Notes every mark that a history in memory carries; returns how many events it looked at. */
  readonly #reachAll: (sweep: number) => number;
  #sweeps = 0;
  #sweepAt = LEAST;
  #looked = 0;
  #sinceSweep = 0;
  peak = 0;

  constructor(max: number, reachAll: (sweep: number) => number) {
    this.#max = max;
    this.#reachAll = reachAll;
  }

  get size(): number {
    return this.#open.size;
  }

  opened(scope: Scope): void {
    this.#open.append(scope);
    this.#sinceSweep++;
  }

  closed(scope: Scope): void {
    strike(scope);
    for (const mark of scope.others) strike(mark);
    this.#open.remove(scope);
  }

  /** Visits the open scopes, in admission order; the one at hand may be closed meanwhile. */
  each(visit: (scope: Scope) => void): void {
    this.#open.each(visit);
  }

  /** Sweeps when it is time, and ends the oldest scopes undecided until the bound holds. */
  keepBound(): void {
    if (this.#open.size >= this.#sweepAt || (this.#open.size > this.#max && this.#worthIt())) this.sweep();
    while (this.#open.size > this.#max) {
      const oldest = this.#open.oldest!;
      const { row, effects } = oldest.cause;
      const isForgotten = row === 0;
      if (isForgotten && effects === undefined) oldest.rule.lapse(oldest);
      else oldest.rule.giveUp(oldest, "maxScopes");
    }
    if (this.#open.size > this.peak) this.peak = this.#open.size;
  }

  #worthIt(): boolean {
    // At the bound every new scope would ask for a sweep: one in so many pays for it.
    return this.#sinceSweep * LOOKS >= this.#looked;
  }

  /** Finds the scopes that nothing in memory follows. Cost O(histories in memory + open scopes). */
  sweep(): void {
    const sweep = ++this.#sweeps;
    this.#looked = this.#reachAll(sweep);
    this.#open.each((scope) => {
      if (!isReached(scope, sweep)) scope.rule.lapse(scope);
    });
    this.#sinceSweep = 0;
    this.#sweepAt = Math.max(2 * this.#open.size, this.#open.size + this.#looked / LOOKS, LEAST);
  }
}

/** So many events in memory a sweep may look at for each scope that was opened since the one before. */
const LOOKS = 16;
const LEAST = 256;

function isReached(scope: Scope, sweep: number): boolean {
  if (wasSeen(scope, sweep)) return true;
  for (const mark of scope.others) if (wasSeen(mark, sweep)) return true;
  return false;
}

function wasSeen({ block, mask }: Placed, sweep: number): boolean {
  return block !== undefined && block.sweep === sweep && (block.reached & mask) !== 0;
}
