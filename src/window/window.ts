import type { CausalEvent } from "../event.ts";
import { Heap } from "../heap.ts";
import { type Mark, strike } from "../history/roster.ts";
import { GONE, lostEffect } from "../ledger/effects.ts";
import { type Entry, NONE } from "../ledger/entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { RowList } from "../ledger/row-list.ts";
import { REMEMBERED, RETAINED } from "../ledger/stage.ts";

/** Who is told of what leaves. */
export interface Leaving {
  evicted(event: CausalEvent<any>): void;
  /** The id of an entry is forgotten. */
  forgotten(entry: Entry): void;
}

/**
 * What is kept: at most `size` unpinned events as events, and of evicted ones their ids, at least
 * the last `remember` by last use. Everything here costs O(1), but for O(log) at the eviction of an
 * event that was pinned.
 */
export class Window {
  size = 10_000;
  remember = 20_000;
  evicted = 0;
  peakRetained = 0;
  peakRemembered = 0;
  /** Retained events, in admission order. */
  readonly retained: RowList;
  /** Evicted events whose ids are known, by last use: eviction or citation. */
  readonly #remembered: RowList;
  /** Those of them that are in use all the time: cited by what is held, or last of an ordered source. */
  readonly #kept: RowList;
  readonly #ledger: Ledger;
  readonly #pinned: () => number;
  readonly #leaving: Leaving;
  /** The oldest retained event that was never skipped because it was pinned. */
  #frontier = 0;
  /** Events that were skipped while pinned and are pinned no more. */
  readonly #released = new Heap<Entry>((a, b) => a.seq < b.seq);

  constructor(ledger: Ledger, pinned: () => number, leaving: Leaving) {
    this.#ledger = ledger;
    this.#pinned = pinned;
    this.#leaving = leaving;
    this.retained = new RowList(ledger);
    this.#remembered = new RowList(ledger);
    this.#kept = new RowList(ledger);
  }

  add(row: number): void {
    this.#ledger.stages[row] = RETAINED;
    this.retained.append(row);
    if (this.#frontier === 0) this.#frontier = row;
  }

  /** Call when the last pin of a retained event is gone. */
  unpinned(entry: Entry): void {
    const { stages, seqs } = this.#ledger;
    if (stages[entry.row] !== RETAINED) return;
    const skipped = this.#frontier === 0 || entry.seq < seqs[this.#frontier]!;
    if (skipped) this.#released.push(entry);
  }

  /** Evicts until the bound holds, the oldest admitted unpinned event first. */
  keepBound(): void {
    const { retained } = this;
    while (retained.size - this.#pinned() > this.size) this.#evict(this.#oldestUnpinned());
    if (retained.size > this.peakRetained) this.peakRetained = retained.size;
  }

  #oldestUnpinned(): number {
    const released = this.#released.pop();
    if (released !== undefined) return released.row;
    const { entries, newer } = this.#ledger;
    let row = this.#frontier;
    for (let entry = entries[row]; entry !== undefined && entry.pins > 0; entry = entries[row])
      row = newer[row]!;
    this.#frontier = newer[row]!;
    return row;
  }

  #evict(row: number): void {
    const ledger = this.#ledger;
    this.evicted++;
    this.retained.remove(row);
    this.#leaving.evicted(ledger.events[row]!);
    ledger.events[row] = undefined;
    const entry = ledger.entries[row];
    if (entry !== undefined) this.#evictEntry(entry);
    ledger.stages[row] = REMEMBERED;
    this.#remembered.append(row);
    this.#forget();
    if (this.rememberedCount > this.peakRemembered) this.peakRemembered = this.rememberedCount;
  }

  #evictEntry(entry: Entry): void {
    const ledger = this.#ledger;
    if (entry.named) {
      const { id, name, source, time } = entry.event!;
      entry.stub = { id, name, source, time, evicted: true };
    }
    for (let mark: Mark | undefined = entry.mark; mark !== undefined; mark = mark.earlier) strike(mark);
    entry.mark = undefined;
    const { causes } = entry;
    for (let at = 0; at < causes.length; at++)
      if (this.#ledger.isRetained(causes[at]!)) lostEffect(causes[at]!, this.#ledger.isRetained);
    entry.event = undefined;
    entry.causes = NONE;
    if (entry.rare !== undefined) entry.rare.missing = undefined;
    if (entry.effects !== undefined) entry.effects = GONE;
    if (entry.isBare) ledger.strip(entry);
  }

  /** Notes the use of an evicted event's id: it is forgotten after all that were used before. */
  used(entry: Entry): void {
    if (this.#ledger.stageOf(entry) !== REMEMBERED) return;
    entry.effects ??= GONE;
    if (entry.rare?.isKept) return;
    this.#remembered.remove(entry.row);
    this.#remembered.append(entry.row);
  }

  /** Call when a held event or an ordered source needs the id no more: this was its last use. */
  letGo(entry: Entry): void {
    if (--entry.keeps > 0 || !entry.rare?.isKept) return;
    entry.rare.isKept = false;
    this.#kept.remove(entry.row);
    this.#remembered.append(entry.row);
  }

  /** Visits the rows of all events in memory, retained and remembered. */
  eachKnown(visit: (row: number) => void): void {
    for (const rows of [this.retained, this.#remembered, this.#kept]) rows.each(visit);
  }

  /** Rows of the events that are gone, but for their ids. */
  *allRemembered(): Generator<number> {
    yield* this.#remembered;
    yield* this.#kept;
  }

  get rememberedCount(): number {
    return this.#remembered.size + this.#kept.size;
  }

  #forget(): void {
    const remembered = this.#remembered;
    while (remembered.size > this.remember) {
      const row = remembered.oldest;
      remembered.remove(row);
      const entry = this.#ledger.entries[row];
      if (entry !== undefined && entry.keeps > 0) {
        entry.more.isKept = true;
        this.#kept.append(row);
        continue;
      }
      if (entry !== undefined) {
        entry.history = undefined;
        this.#leaving.forgotten(entry);
      }
      this.#ledger.remove(row);
    }
  }
}
