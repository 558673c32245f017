import type { DueWatcher } from "../constrain/deadlines.ts";
import { Heap } from "../heap.ts";
import type { Entry } from "../ledger/entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { RowList } from "../ledger/row-list.ts";
import { HELD } from "../ledger/stage.ts";
import type { RoleReader } from "../match/rule.ts";
import type { LinkPlace } from "./link-reader.ts";

/** What a held event waits for. */
export class Hold {
  /** Position in arrival order. */
  readonly arrival: number;
  /** When it arrived, on the clock of the processor. */
  readonly at: number;
  /** Whether it waits no more: admitted, or rejected. */
  over = false;
  /** How many cited ids and link keys it waits for. */
  waits = 0;
  /** Admitted events it cites: their ids must not be forgotten while it waits. */
  kept: Entry[] = [];
  /** The link keys among what it waits for. */
  keys: LinkPlace[] | undefined = undefined;
  /** Rules of which it may be a late response, and the roles found for it while it waited. */
  watchers: DueWatcher[] | undefined = undefined;
  roles: Map<RoleReader, number> | undefined = undefined;
  /** Rules of which a predicate failed on it while it waited: counted once. */
  failed: Set<RoleReader> | undefined = undefined;

  constructor(arrival: number, at: number) {
    this.arrival = arrival;
    this.at = at;
  }
}

/** The hold of an event that waits, or waited until the step under way. */
export function holdOf(entry: Entry): Hold {
  return entry.rare!.hold!;
}

/** Whether an event waits for causes. */
export function isHeld(entry: Entry): boolean {
  return entry.rare?.hold?.over === false;
}

/**
 * Events that wait for causes. What an admission frees is admissible; of that the first arrived
 * goes first. An arrival and an admission cost O(citations), freed events O(log freed).
 */
export class Holding {
  peak = 0;
  readonly #ledger: Ledger;
  /** By arrival. Freed events are in it until they are admitted. */
  readonly #held: RowList;
  readonly #awaited = new Map<string, Set<Entry>>();
  readonly #free = new Heap<Entry>((a, b) => holdOf(a).arrival < holdOf(b).arrival);
  #arrivals = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#held = new RowList(ledger);
  }

  get size(): number {
    return this.#held.size;
  }

  /** The one that arrived first. */
  get oldest(): Entry | undefined {
    const row = this.#held.oldest;
    return row === 0 ? undefined : this.#ledger.entryAt(row);
  }

  /** The events that wait, by arrival. */
  *[Symbol.iterator](): Generator<Entry, undefined> {
    for (const row of this.#held) yield this.#ledger.entryAt(row);
    return undefined;
  }

  /** Puts an event in hold that arrived at `at`. */
  hold(entry: Entry, at: number): Hold {
    this.#ledger.stages[entry.row] = HELD;
    this.#held.append(entry.row);
    return (entry.more.hold = new Hold(++this.#arrivals, at));
  }

  /** Makes a held event wait for the admission of `id`. */
  awaitId(entry: Entry, id: string): void {
    holdOf(entry).waits++;
    const waiting = this.#awaited.get(id);
    if (waiting === undefined) this.#awaited.set(id, new Set([entry]));
    else waiting.add(entry);
  }

  /** Call when a held event has one thing less to wait for. */
  gave(entry: Entry): void {
    if (--holdOf(entry).waits === 0) this.#free.push(entry);
  }

  /** The held events, if any, that wait for `id`, which is admitted: they wait for it no more. */
  admitted(id: string): ReadonlySet<Entry> | undefined {
    if (this.#awaited.size === 0) return undefined;
    const waiting = this.#awaited.get(id);
    if (waiting === undefined) return undefined;
    this.#awaited.delete(id);
    for (const entry of waiting) this.gave(entry);
    return waiting;
  }

  /** Takes an event out, admitted or rejected. What it still awaited is awaited by it no more. */
  release(entry: Entry): void {
    this.#held.remove(entry.row);
    const hold = holdOf(entry);
    hold.over = true;
    if (hold.waits === 0) return;
    for (const id of entry.event!.causes) {
      const waiting = this.#awaited.get(id);
      if (waiting?.delete(entry) && waiting.size === 0) this.#awaited.delete(id);
    }
  }

  get hasFree(): boolean {
    return this.#free.size > 0;
  }

  takeFree(): Entry | undefined {
    return this.#free.pop();
  }

  measure(): void {
    if (this.size > this.peak) this.peak = this.size;
  }
}
