import type { Entry } from "../ledger/entry.ts";
import { type History, valueIn, withValue } from "../history/history.ts";
import { last, minus, only, type PlaceSet, plus } from "../history/place-set.ts";
import { PlaceSetSlot } from "../history/slots.ts";
import { Mark, Roster } from "../history/roster.ts";
import { type Linked, List } from "../list.ts";
import type { InconclusiveReason } from "../constrain/violation.ts";

/** What pins an event, while it is open: it can be told that the pin is lost. */
export interface PinHolder {
  readonly open: boolean;
  /** The mark of the event it pins. */
  pin: PinMark | undefined;
  /** What pinned the same event before it. */
  before: PinHolder | undefined;
  giveUp(reason: InconclusiveReason): void;
}

/**
 * The events that may not be evicted because a verdict about them is pending.
 *
 * Every event carries the set of pinned events before it. That is all the graph needs to know of
 * paths through evicted events: eviction goes by admission, so what is evicted can be preceded by
 * no retained event but a pinned one.
 */
export class Pins {
  /** The oldest pins are lost when there are more pinned events than this. */
  readonly #max: number;
  readonly #slot: PinSlot;
  readonly #roster = new Roster<PinMark>();
  /** In admission order. */
  readonly #pinned = new List<PinMark>();
  readonly #unpinned: (entry: Entry) => void;
  peak = 0;

  constructor(max: number, slot: PinSlot, unpinned: (entry: Entry) => void) {
    this.#max = max;
    this.#slot = slot;
    this.#unpinned = unpinned;
  }

  get size(): number {
    return this.#pinned.size;
  }

  /** Pins an event at its admission. */
  pin(entry: Entry, holder: PinHolder): void {
    if (entry.pins++ === 0) {
      const made = new PinMark(entry);
      this.#roster.enlist(made);
      this.#pinned.append(made);
      made.earlier = entry.mark;
      entry.mark = made;
    }
    const mark = pinMarkOf(entry)!;
    holder.pin = mark;
    holder.before = mark.holder;
    mark.holder = holder;
  }

  unpin(holder: PinHolder): void {
    const mark = holder.pin!;
    const { entry } = mark;
    if (--entry.pins > 0) return;
    mark.holder = undefined;
    this.#pinned.remove(mark);
    this.#unpinned(entry);
  }

  /** If the event was pinned at its admission, notes that in its history, for all that follows it. */
  note(entry: Entry | undefined, after: History): History {
    const mark = entry && pinMarkOf(entry);
    if (mark === undefined) return after;
    const pinned = valueIn(after, this.#slot);
    return withValue(after, this.#slot, pinned === undefined ? only(mark) : plus(pinned, mark));
  }

  /** Lets the oldest pinned events go, all their obligations undecided, until the bound holds. */
  keepBound(): void {
    while (this.#pinned.size > this.#max) {
      let { holder } = this.#pinned.oldest!;
      for (; holder !== undefined; holder = holder.before) if (holder.open) holder.giveUp("maxPinned");
    }
    if (this.#pinned.size > this.peak) this.peak = this.#pinned.size;
  }
}

/** A retained event that is or was pinned. */
export class PinMark extends Mark implements Linked<PinMark> {
  readonly entry: Entry;
  /** The last of the obligations that pin or pinned it, while any does; each knows the one before. */
  holder: PinHolder | undefined = undefined;
  older: PinMark | undefined = undefined;
  newer: PinMark | undefined = undefined;

  constructor(entry: Entry) {
    super();
    this.entry = entry;
  }
}

/** The slot of the pinned events before an event. */
export class PinSlot extends PlaceSetSlot<PinMark> {}

/** Of pinned events those that no other of them follows. */
export function* latestOf(pinned: PlaceSet<PinMark>, slot: PinSlot): Generator<PinMark, undefined> {
  for (let mark = last(pinned); mark !== undefined; mark = last(pinned)) {
    yield mark;
    pinned = minus(pinned, valueIn(mark.entry.history, slot));
  }
  return undefined;
}

/** The mark of an event that was ever pinned. Cost O(marks it has): a few for each rule it plays a part in. */
export function pinMarkOf(entry: Entry): PinMark | undefined {
  let { mark } = entry;
  while (mark !== undefined && !(mark instanceof PinMark)) mark = mark.earlier;
  return mark;
}
