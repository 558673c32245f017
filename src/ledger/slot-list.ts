import type { Ledger } from "./ledger.ts";

/** A doubly linked list of slots, oldest first; a slot is in one list at a time. Everything costs O(1). */
export class SlotList {
  size = 0;
  /** 0 where the list is empty. */
  oldest = 0;
  newest = 0;
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  append(slot: number): void {
    const { older, newer } = this.#ledger;
    older[slot] = this.newest;
    newer[slot] = 0;
    if (this.newest === 0) this.oldest = slot;
    else newer[this.newest] = slot;
    this.newest = slot;
    this.size++;
  }

  /** Takes out a slot; it must be in this list. */
  remove(slot: number): void {
    const { older, newer } = this.#ledger;
    const before = older[slot]!;
    const after = newer[slot]!;
    if (before === 0) this.oldest = after;
    else newer[before] = after;
    if (after === 0) this.newest = before;
    else older[after] = before;
    this.size--;
  }

  /** Oldest first. The slot at hand may be taken out meanwhile. */
  *[Symbol.iterator](): Generator<number, undefined> {
    for (let slot = this.oldest; slot !== 0;) {
      const next = this.#ledger.newer[slot]!;
      yield slot;
      slot = next;
    }
    return undefined;
  }
}
