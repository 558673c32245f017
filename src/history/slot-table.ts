import type { Entry } from "../ledger/entry.ts";
import { NO_PLACE, type Slot, without } from "./history.ts";

/** Of a rule that is gone: what histories still hold there is no concern of anybody. */
const RETIRED: Slot<unknown> = { index: NO_PLACE, join: (a) => a };

/** The fewest retired places for which histories are gone through. */
const LEAST = 64;

/** Gives slots their places in the history, and takes them back when their rule is gone. */
export class SlotTable {
  /** By place. */
  readonly slots: Slot<any>[] = [];
  readonly #free: number[] = [];
  readonly #retired = new Set<number>();

  give(slots: readonly Slot<any>[]): void {
    for (const slot of slots) {
      slot.index = this.#free.pop() ?? this.slots.length;
      this.slots[slot.index] = slot;
    }
  }

  /** Takes places back. They can be given again when histories hold nothing there any more. */
  retire(slots: readonly Slot<any>[]): void {
    for (const { index } of slots) {
      this.slots[index] = RETIRED;
      this.#retired.add(index);
    }
  }

  /** Whether so many places are retired that going through `histories` of them costs O(1) for each. */
  isDue(histories: number): boolean {
    return this.#retired.size >= Math.max(LEAST, histories / 16);
  }

  /** Drops what the histories of all entries hold in retired places, which are free from then on. Cost O(histories). */
  clear(eachEntry: (visit: (entry: Entry) => void) => void): void {
    const done = new Map();
    const isGone = (index: number): boolean => this.#retired.has(index);
    eachEntry((entry) => {
      entry.history = without(entry.history, isGone, done);
    });
    this.#free.push(...this.#retired);
    this.#retired.clear();
  }
}
