import type { Entry } from "../entry.ts";

/** A doubly linked list through the entries themselves: an entry is in one list at a time. All O(1). */
export class EntryList {
  size = 0;
  oldest: Entry | undefined = undefined;
  newest: Entry | undefined = undefined;

  append(entry: Entry): void {
    entry.older = this.newest;
    if (this.newest === undefined) this.oldest = entry;
    else this.newest.newer = entry;
    this.newest = entry;
    this.size++;
  }

  remove(entry: Entry): void {
    const { older, newer } = entry;
    if (older === undefined) this.oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.newest = older;
    else newer.older = older;
    entry.older = undefined;
    entry.newer = undefined;
    this.size--;
  }

  *[Symbol.iterator](): Generator<Entry> {
    for (let entry = this.oldest; entry !== undefined; ) {
      // The entry may leave the list while the caller has it.
      const { newer } = entry;
      yield entry;
      entry = newer;
    }
  }
}
