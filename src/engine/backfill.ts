import { closed, type History, joined, type Slot, valueIn } from "../history/history.ts";
import { minus, only } from "../history/place-set.ts";
import { type Entry, NONE } from "../ledger/entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { meetingOf, type PredicateFailed, type Rule, rolesOf } from "../match/rule.ts";
import { latestOf, pinMarkOf, type PinSlot } from "../window/pins.ts";
import type { Window } from "../window/window.ts";
import { Admitted } from "./admitted.ts";

/** What a backfill needs to know of the rest. */
export interface BackfillOptions {
  /** All slots of the history, by place; those of the new rule are among them. */
  readonly slots: readonly Slot<any>[];
  readonly pins: PinSlot;
  readonly ledger: Ledger;
  readonly window: Window;
  readonly pastOf: (causes: readonly Entry[]) => History;
  readonly failed: PredicateFailed;
}

/** Tells rules that come late of the events admitted before them. */
export class Backfill {
  readonly #options: BackfillOptions;

  constructor(options: BackfillOptions) {
    this.#options = options;
  }

  /**
   * Lets a new rule note the retained events, so that it finds them in the past of what comes. Cost
   * O(known events), and for those after evicted ones the pinned events before them.
   */
  tell(rule: Rule): void {
    const { ledger, window, slots, pastOf, failed } = this.#options;
    if (rule.noteEvicted !== undefined)
      for (const row of window.allRemembered()) {
        const entry = ledger.entryAt(row);
        entry.history = closed(rule.noteEvicted(entry.history));
      }
    const subject = new Admitted(ledger);
    for (const row of window.retained) {
      const known = ledger.entries[row];
      const causes = known?.causes ?? NONE;
      let before = pastOf(causes);
      if (rule.noteEvicted !== undefined && causes.some(isForgotten))
        before = closed(rule.noteEvicted(before));
      if (known !== undefined && !causes.every(ledger.isRetained))
        before = this.#throughEvicted(known, before);
      subject.see(row, before, false, LONG_AGO);
      const meeting = meetingOf(rule, subject.event.name);
      const roles = meeting === undefined ? 0 : rolesOf(meeting, subject.event, failed);
      if (roles === 0 && before === undefined) continue;
      const { entry } = subject;
      // Only the new slots differ from what the entry has: the rest of the past is its own already.
      let after = joined(entry.history, before, slots);
      if (roles !== 0) after = rule.note(subject, roles, after);
      entry.history = closed(after);
    }
    for (const row of window.allRemembered()) {
      const entry = ledger.entries[row];
      if (entry !== undefined) entry.history = closed(this.#throughEvicted(entry, entry.history));
    }
  }

  /** A past of an event, with what was noted of the retained events that evicted ones hide: they are pinned. */
  #throughEvicted(entry: Entry, past: History): History {
    const { pins, slots } = this.#options;
    let pinned = valueIn(entry.history, pins);
    const own = pinMarkOf(entry);
    if (own !== undefined) pinned = minus(pinned, only(own));
    for (const mark of latestOf(pinned, pins)) past = joined(past, mark.entry.history, slots);
    return past;
  }
}

/** When its events arrived matters to no rule that comes later. */
const LONG_AGO = { at: Number.NEGATIVE_INFINITY };

/** Whether not even the id is known any more. */
function isForgotten({ row }: Entry): boolean {
  return row === 0;
}
