import type { Ledger } from "./ledger.ts";

/** A doubly linked list of rows, oldest first; a row is in one list at a time. Everything costs O(1). */
export class RowList {
  size = 0;
  /** 0 where the list is empty. */
  oldest = 0;
  newest = 0;
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  append(row: number): void {
    const { older, newer } = this.#ledger;
    older[row] = this.newest;
    newer[row] = 0;
    if (this.newest === 0) this.oldest = row;
    else newer[this.newest] = row;
    this.newest = row;
    this.size++;
  }

  /** Takes out a row; it must be in this list. */
  remove(row: number): void {
    const { older, newer } = this.#ledger;
    const before = older[row]!;
    const after = newer[row]!;
    if (before === 0) this.oldest = after;
    else newer[before] = after;
    if (after === 0) this.newest = before;
    else older[after] = before;
    this.size--;
  }

  /** Visits all rows, oldest first, and leaves nothing to collect. The row at hand may be taken out meanwhile. */
  each(visit: (row: number) => void): void {
    for (let row = this.oldest; row !== 0;) {
      const next = this.#ledger.newer[row]!;
      visit(row);
      row = next;
    }
  }

  /** Oldest first. The row at hand may be taken out meanwhile. */
  *[Symbol.iterator](): Generator<number, undefined> {
    for (let row = this.oldest; row !== 0;) {
      const next = this.#ledger.newer[row]!;
      yield row;
      row = next;
    }
    return undefined;
  }
}
