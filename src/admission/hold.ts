import type { Entry } from "../entry.ts";
import type { DueWatcher } from "../constrain/deadlines.ts";
import { Heap } from "../heap.ts";
import type { Reader } from "../match/rule.ts";
import type { LinkPlace } from "./links.ts";
import { List } from "../list.ts";

/** What a held event waits for. */
export class Hold {
  /** Position in arrival order. */
  readonly arrival: number;
  /** How many cited ids and link keys it waits for. */
  waits = 0;
  /** Admitted events it cites: their ids must not be forgotten while it waits. */
  kept: Entry[] = [];
  /** The link keys among what it waits for. */
  keys: LinkPlace[] | undefined = undefined;
  /** Rules of which it may be a late response, and the roles found for it while it waited. */
  watchers: DueWatcher[] | undefined = undefined;
  roles: Map<Reader, number> | undefined = undefined;
  /** Rules of which a predicate failed on it while it waited: counted once. */
  failed: Set<Reader> | undefined = undefined;

  constructor(arrival: number) {
    this.arrival = arrival;
  }
}

/** The hold of an event that is in hold. */
export function holdOf(entry: Entry): Hold {
  return entry.rare!.hold!;
}

/**
 * Events that wait for causes. What an admission frees is admissible; of that the first arrived
 * goes first. An arrival and an admission cost O(citations), freed events O(log freed).
 */
export class Holding {
  /** By arrival. Freed events are in it until they are admitted. */
  readonly held: List<Entry> = new List();
  peak = 0;
  readonly #awaited = new Map<string, Set<Entry>>();
  readonly #free = new Heap<Entry>((a, b) => holdOf(a).arrival < holdOf(b).arrival);
  #arrivals = 0;

  hold(entry: Entry): Hold {
    this.held.append(entry);
    return (entry.more.hold = new Hold(++this.#arrivals));
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

  /** The held events that wait for `id`, which is admitted: they wait for it no more. */
  admitted(id: string): Iterable<Entry> {
    if (this.#awaited.size === 0) return NOBODY;
    const waiting = this.#awaited.get(id);
    if (waiting === undefined) return NOBODY;
    this.#awaited.delete(id);
    for (const entry of waiting) this.gave(entry);
    return waiting;
  }

  /** Takes an event out, admitted or rejected. What it still awaited is awaited by it no more. */
  release(entry: Entry): void {
    this.held.remove(entry);
    if (holdOf(entry).waits === 0) return;
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
    if (this.held.size > this.peak) this.peak = this.held.size;
  }
}

const NOBODY: readonly Entry[] = [];
