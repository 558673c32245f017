import type { Entry } from "../ledger/entry.ts";
import type { CausalEvent } from "../event.ts";
import { type History, valueIn, withValue } from "../history/history.ts";
import { membersOf, isEmpty, last, minus, only, type PlaceSet, plus } from "../history/place-set.ts";
import { Mark, Roster, strike } from "../history/roster.ts";
import { PlaceSetSlot } from "../history/slots.ts";
import { Rule } from "./rule.ts";
import type { Subject } from "./subject.ts";
import type { Watch } from "./watch.ts";

/** Told of the events of a match. */
export type TellMatch = (watch: Watch, events: readonly CausalEvent<any>[]) => void;

/**
 * A watch at work. For each part but the last, events carry the retained events of that part before
 * them; the event that is the last part finds its matches there. Cost O(matches).
 */
export class WatchRule extends Rule {
  readonly name: string;
  readonly watch: Watch;
  override readonly looksBack = true;
  readonly slots: readonly PlaceSetSlot<Step>[];
  matches = 0;
  readonly #rosters: readonly Roster<Step>[];
  readonly #last: number;
  readonly #tell: TellMatch;

  constructor(watch: Watch, name: string, order: number, tell: TellMatch) {
    super(
      order,
      watch.parts.map((part, at) => [watch.parts.length === 1 ? "pattern" : `pattern[${at}]`, part] as const),
    );
    this.watch = watch;
    this.name = name;
    this.#last = watch.parts.length - 1;
    this.slots = watch.parts.slice(1).map(() => new PlaceSetSlot<Step>());
    this.#rosters = this.slots.map(() => new Roster<Step>());
    this.#tell = tell;
  }

  judge(subject: Subject, roles: number): void {
    if ((roles & (1 << this.#last)) === 0) return;
    const { event, before } = subject;
    if (this.#last === 0) return this.#matched([event]);
    const steps = valueIn(before, this.slots[this.#last - 1]!);
    if (isEmpty(steps)) return;
    if (this.#last === 1 && this.watch.match === "all") {
      for (const step of membersOf(steps)) this.#matched([step.entry.event!, event]);
      return;
    }
    const matches = this.#endingIn(subject.entry.causes, this.#last - 1, steps);
    if (matches.length > 1) matches.sort(byAdmission);
    for (const match of matches) this.#matched([...match.map((entry) => entry.event!), event]);
  }

  note(subject: Subject, roles: number, after: History): History {
    const { before } = subject;
    for (let part = 0; part < this.#last; part++) {
      if ((roles & (1 << part)) === 0) continue;
      const slot = this.slots[part]!;
      const previous = part === 0 ? undefined : valueIn(before, this.slots[part - 1]!);
      // Nor does it stand between others: what it follows would follow nothing either.
      if (part > 0 && isEmpty(previous)) continue;
      const { entry } = subject;
      const step = new Step(entry, previous, valueIn(before, slot));
      this.#rosters[part]!.enlist(step);
      step.earlier = entry.mark;
      entry.mark = step;
      const set = valueIn(after, slot);
      after = withValue(after, slot, set === undefined ? only(step) : plus(set, step));
    }
    return after;
  }

  /** Ends it: what stands for retained events in it stands for nothing any more. */
  close(): void {
    for (const roster of this.#rosters) roster.isGone = true;
  }

  #matched(events: readonly CausalEvent<any>[]): void {
    this.matches++;
    this.#tell(this.watch, events);
  }

  /** All matches of the parts up to `part`, among `steps` or, for direct ones, among `causes`. */
  #endingIn(causes: readonly Entry[], part: number, steps: PlaceSet<Step>): Entry[][] {
    const matches: Entry[][] = [];
    for (const step of this.#candidates(causes, part, steps)) {
      if (part === 0) {
        matches.push([step.entry]);
        continue;
      }
      const begun = this.#endingIn(step.entry.causes, part - 1, step.previous);
      for (const match of begun) matches.push([...match, step.entry]);
      // What it followed has been evicted: nothing that it stands before can be part of a match again.
      if (begun.length === 0) strike(step);
    }
    return matches;
  }

  #candidates(causes: readonly Entry[], part: number, steps: PlaceSet<Step>): readonly Step[] {
    if (this.watch.match === "all") return membersOf(steps);
    if (this.watch.match === "nearest") return nearest(steps);
    return causes.flatMap((cause) => this.#stepOf(cause, part) ?? []);
  }

  #stepOf(entry: Entry, part: number): Step | undefined {
    let { mark } = entry;
    while (mark !== undefined && mark.block?.roster !== (this.#rosters[part] as Roster<any>))
      mark = mark.earlier;
    return mark as Step | undefined;
  }
}

/** Those with no other of the set between them and the reader. Cost O(result × difference of pasts). */
function nearest(steps: PlaceSet<Step>): Step[] {
  const found: Step[] = [];
  let left = steps;
  for (;;) {
    // The one admitted last has none of the others after it.
    const step = last(left);
    if (step === undefined) return found;
    found.push(step);
    left = minus(minus(left, step.alike), only(step));
  }
}

function byAdmission(a: readonly Entry[], b: readonly Entry[]): number {
  for (let at = 0; at < a.length; at++) {
    const difference = a[at]!.seq - b[at]!.seq;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A retained event that is a part, but not the last, of a watch. */
class Step extends Mark {
  readonly entry: Entry;
  /** The events of the part before, in its past. */
  readonly previous: PlaceSet<Step>;
  /** The events of its own part, in its past. */
  readonly alike: PlaceSet<Step>;

  constructor(entry: Entry, previous: PlaceSet<Step>, alike: PlaceSet<Step>) {
    super();
    this.entry = entry;
    this.previous = previous;
    this.alike = alike;
  }
}
