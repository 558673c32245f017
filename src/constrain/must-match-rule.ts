import type { Entry } from "../ledger/entry.ts";
import { type History, valueIn, withValue } from "../history/history.ts";
import { has, membersFrom, membersOf, only, type PlaceSet, plus } from "../history/place-set.ts";
import { Placed, Roster, strike } from "../history/roster.ts";
import { PlaceSetSlot } from "../history/slots.ts";
import { type Linked, List } from "../list.ts";
import type { Subject } from "../match/subject.ts";
import { describePart } from "../pattern/pattern.ts";
import type { PinHolder, PinMark, Pins } from "../window/pins.ts";
import { describeRef, describeWithin } from "../wording.ts";
import type { MustMatch } from "./constraint.ts";
import { ConstraintRule, type Ending, type Finding } from "./constraint-rule.ts";
import { type Deadlines, type Due, type DueAxis, DueWatcher } from "./deadlines.ts";
import type { Verdicts } from "./verdicts.ts";
import type { InconclusiveReason, ViolationReason } from "./violation.ts";

const TRIGGER = 1;
const RESPONSE = 2;

/**
 * "Every trigger must cause a response." Each event carries the set of pending triggers before it;
 * a response settles what is left of it. A trigger is in that set until it is decided, so it is met
 * at most once by what it waits for.
 */
export class MustMatchRule extends ConstraintRule {
  override readonly constraint: MustMatch;
  readonly slots: readonly [PlaceSetSlot<Obligation>];
  /** Set where the constraint has a deadline. */
  override readonly watcher: DueWatcher | undefined;
  readonly #roster = new Roster<Obligation>();
  /** In admission order of the triggers. */
  readonly #pending = new List<Obligation>();
  readonly #verdicts: Verdicts;
  readonly #deadlines: Deadlines;
  readonly #pins: Pins;
  /** The clock of the step under way. */
  readonly #now: () => number;

  constructor(
    constraint: MustMatch,
    name: string,
    order: number,
    world: {
      verdicts: Verdicts;
      deadlines: Deadlines;
      pins: Pins;
      now: () => number;
      deadlineClock: "arrival" | "event";
    },
  ) {
    super(constraint, name, order, [
      ["trigger", constraint.trigger],
      ["response", constraint.response],
    ]);
    this.constraint = constraint;
    this.slots = [new PlaceSetSlot()];
    this.#verdicts = world.verdicts;
    this.#deadlines = world.deadlines;
    this.#pins = world.pins;
    this.#now = world.now;
    this.watcher = watcherFor(constraint, world.deadlineClock);
  }

  judge(subject: Subject, roles: number): void {
    if ((roles & RESPONSE) === 0) return;
    if (subject.unknownPast) this.unknownPast++;
    for (const obligation of this.#before(subject))
      if (this.#inTime(obligation, subject)) this.#settle(obligation);
  }

  note(subject: Subject, roles: number, after: History): History {
    if ((roles & TRIGGER) === 0) return after;
    this.instances++;
    const { entry } = subject;
    const obligation = new Obligation(this, entry, this.#dueOf(entry));
    this.#roster.enlist(obligation, this.#byEventTime ? entry.time : obligation.due);
    this.#pending.append(obligation);
    entry.named = true;
    this.#pins.pin(entry, obligation);
    if (this.watcher !== undefined) this.#deadlines.add(obligation);
    const [slot] = this.slots;
    const pending = valueIn(after, slot);
    return withValue(after, slot, pending === undefined ? only(obligation) : plus(pending, obligation));
  }

  /** Whether its deadlines go by the times of events, not by when they come. */
  get #byEventTime(): boolean {
    return this.watcher?.axis === "event";
  }

  /** Whether an event in these roles is a response. */
  override answersIn(roles: number): boolean {
    return (roles & RESPONSE) !== 0;
  }

  foresee(subject: Subject, roles: number, watermark: number, due: readonly Due[]): Finding[] {
    const { before, unknownPast, entry } = subject;
    const pending = valueIn(before, this.slots[0]);
    const isResponse = (roles & RESPONSE) !== 0;
    const falling = [...due] as Obligation[];
    if (this.#byEventTime && (roles & TRIGGER) !== 0) {
      const own = new Obligation(this, entry, this.#dueOf(entry));
      if (own.due < watermark) falling.push(own);
    }
    const heldBackTo = this.#byEventTime ? this.watcher!.heldBackTo() : Infinity;
    return falling
      .filter((each) => each.due < heldBackTo)
      .filter((each) => !(isResponse && has(pending, each) && this.#inTime(each, subject)))
      .sort((a, b) => a.trigger.seq - b.trigger.seq)
      .map((each) => {
        const finding = this.#finding(each, "deadline");
        return { ...finding, certain: finding.certain && !(isResponse && unknownPast) };
      });
  }

  close(ending: Ending): void {
    this.#pending.each((obligation) => {
      if (ending === "completed") this.violate(obligation, "streamEnded");
      else this.giveUp(obligation, ending);
    });
  }

  /** Ends an obligation undecided. */
  giveUp(obligation: Obligation, reason: InconclusiveReason): void {
    this.#drop(obligation);
    this.#verdicts.inconclusive(this, obligation.trigger, reason);
  }

  violate(obligation: Obligation, reason: ViolationReason): void {
    this.#drop(obligation);
    this.#verdicts.violated(this, this.#finding(obligation, reason));
  }

  #settle(obligation: Obligation): void {
    this.#drop(obligation);
    this.#verdicts.satisfied(this, obligation.trigger);
  }

  #drop(obligation: Obligation): void {
    obligation.open = false;
    strike(obligation);
    this.#pending.remove(obligation);
    this.#pins.unpin(obligation);
    if (this.watcher !== undefined) this.#deadlines.closed(obligation);
  }

  /** The pending triggers before a response; not those it is too late for by far. */
  #before({ before, event, at }: Subject): readonly Obligation[] {
    const pending: PlaceSet<Obligation> = valueIn(before, this.slots[0]);
    const { within } = this.constraint;
    if (within === undefined || "events" in within) return membersOf(pending);
    return membersFrom(pending, this.#byEventTime ? event.time - within.ms : at);
  }

  #inTime({ trigger, due }: Obligation, response: Subject): boolean {
    const { within } = this.constraint;
    if (within === undefined || "events" in within) return true;
    return this.#byEventTime ? response.event.time - trigger.time <= within.ms : response.at <= due;
  }

  #dueOf(trigger: Entry): number {
    const { within } = this.constraint;
    if (within === undefined) return Number.POSITIVE_INFINITY;
    if ("events" in within) return trigger.seq + within.events;
    return this.#byEventTime
      ? trigger.time + within.ms + (within.allowedLatenessMs ?? 0)
      : this.#now() + within.ms;
  }

  #finding({ trigger }: Obligation, reason: ViolationReason): Finding {
    const refs = [trigger.ref];
    const response = describePart(this.constraint.response);
    const { within } = this.constraint;
    const limit =
      reason === "streamEnded" || within === undefined ? "before the stream ended" : describeWithin(within);
    return {
      instance: trigger,
      reason,
      events: refs,
      chain: refs,
      certain: this.unknownPast === 0,
      message: `${describeRef(trigger.ref)} caused no ${response} ${limit}`,
    };
  }
}

function watcherFor({ within }: MustMatch, deadlineClock: DueAxis): DueWatcher | undefined {
  if (within === undefined) return undefined;
  return new DueWatcher("events" in within ? "events" : (within.clock ?? deadlineClock));
}

/** A trigger that waits for its response. */
export class Obligation extends Placed implements Due, PinHolder, Linked<Obligation> {
  readonly rule: MustMatchRule;
  readonly trigger: Entry;
  readonly due: number;
  open = true;
  pin: PinMark | undefined = undefined;
  before: PinHolder | undefined = undefined;
  older: Obligation | undefined = undefined;
  newer: Obligation | undefined = undefined;

  constructor(rule: MustMatchRule, trigger: Entry, due: number) {
    super();
    this.rule = rule;
    this.trigger = trigger;
    this.due = due;
  }

  get watcher(): DueWatcher {
    return this.rule.watcher!;
  }

  expire(): void {
    this.rule.violate(this, "deadline");
  }

  giveUp(reason: InconclusiveReason): void {
    this.rule.giveUp(this, reason);
  }
}
