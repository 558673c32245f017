import type { CausalEvent } from "../event.ts";
import { Entry } from "./entry.ts";
import { IdTable } from "./id-table.ts";
import { RETAINED, UNKNOWN } from "./stage.ts";

const FEWEST = 64;

/**
 * What is known of every id in memory: a row for each, in columns. Rows are numbers from 1 up; 0 is
 * no row. An id keeps its row from its arrival until it is forgotten; then another gets it.
 *
 * Most events are never cited and play no part in a rule: of them this is all there is. As soon as
 * something refers to an event, it has an `Entry`. Columns are dense and used again, which costs the
 * collector nothing; and an event that leaves is not looked at again, which would be a cache miss.
 */
export class Ledger {
  readonly #ids: string[] = column<string>(FEWEST, "");
  #hashes = new Int32Array(FEWEST);
  #table = new IdTable(this.#ids, this.#hashes);
  /** The events, until they are evicted. */
  readonly events: (CausalEvent<any> | undefined)[] = column(FEWEST, undefined);
  /** The entries of those that something refers to. */
  readonly entries: (Entry | undefined)[] = column(FEWEST, undefined);
  /** Where each is on its way. */
  stages: Uint8Array = new Uint8Array(FEWEST);
  /** Position in admission order, from 1. Not a typed array: what is read from one of doubles is kept in a box. */
  readonly seqs: number[] = column(FEWEST, 0);
  /** What the producer gave of each. */
  givens: Int32Array = new Int32Array(FEWEST);
  /** Neighbours in the list it is in: held by arrival, retained by admission, remembered by last use. */
  older: Int32Array = new Int32Array(FEWEST);
  newer: Int32Array = new Int32Array(FEWEST);
  /** Rows that were used and are free, linked by `newer`; those from `#fresh` up were never used. Columns grow with them. */
  #free = 0;
  #fresh = 1;

  /** By which an id is found, until another is added. */
  hashOf(id: string): number {
    return this.#table.hashOf(id);
  }

  /** The row of an id; 0 for none. */
  find(id: string, hash: number = this.hashOf(id)): number {
    return this.#table.find(id, hash);
  }

  /** A row for an event whose id has none; `hash` is that of its id. Cost O(1), amortised. */
  add(event: CausalEvent<any>, hash: number): number {
    const row = this.#take();
    this.#ids[row] = event.id;
    this.#hashes[row] = hash;
    this.events[row] = event;
    this.#table.enter(row);
    return row;
  }

  /** Forgets an id: its row is free. */
  remove(row: number): void {
    this.#ids[row] = "";
    this.#hashes[row] = 0;
    this.events[row] = undefined;
    const entry = this.entries[row];
    if (entry !== undefined) this.strip(entry);
    this.stages[row] = UNKNOWN;
    this.newer[row] = this.#free;
    this.#free = row;
  }

  /** The entry, made now if nothing has referred to it so far. */
  entryAt(row: number): Entry {
    const there = this.entries[row];
    if (there !== undefined) return there;
    const entry = new Entry(this.#ids[row]!, this.events[row]);
    entry.row = row;
    entry.seq = this.seqs[row]!;
    this.entries[row] = entry;
    return entry;
  }

  /** Drops an entry: nothing refers to it any more. */
  strip(entry: Entry): void {
    this.entries[entry.row] = undefined;
    entry.row = 0;
  }

  /** Where an event is on its way; `UNKNOWN` once its id is forgotten. */
  stageOf(entry: Entry): number {
    return this.stages[entry.row]!;
  }

  /** Whether its event is in the window. */
  readonly isRetained = (entry: Entry): boolean => this.stages[entry.row] === RETAINED;

  #take(): number {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.newer[free]!;
      return free;
    }
    if (this.#fresh === this.#ids.length) this.#grow();
    return this.#fresh++;
  }

  #grow(): void {
    const capacity = 2 * this.#ids.length;
    lengthen(this.#ids, capacity, "");
    lengthen(this.events, capacity, undefined);
    lengthen(this.entries, capacity, undefined);
    lengthen(this.seqs, capacity, 0);
    this.#hashes = wider(this.#hashes, new Int32Array(capacity));
    this.stages = wider(this.stages, new Uint8Array(capacity));
    this.givens = wider(this.givens, new Int32Array(capacity));
    this.older = wider(this.older, new Int32Array(capacity));
    this.newer = wider(this.newer, new Int32Array(capacity));
    this.#table = this.#table.grown(this.#hashes);
  }
}

function column<T>(length: number, value: T): T[] {
  return lengthen([], length, value);
}

/** By pushing: an array that was made longer at once is one with holes to the runtime. */
function lengthen<T>(column: T[], length: number, value: T): T[] {
  while (column.length < length) column.push(value);
  return column;
}

function wider<Column extends Uint8Array | Int32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
