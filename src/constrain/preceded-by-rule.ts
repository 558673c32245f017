import type { Entry } from "../ledger/entry.ts";
import { NO_PLACE, type History, type Slot, valueIn, withValue } from "../history/history.ts";
import type { Subject } from "../match/subject.ts";
import { describePart } from "../pattern/pattern.ts";
import { describeRef } from "../wording.ts";
import type { PrecededBy } from "./constraint.ts";
import { ConstraintRule, type Finding } from "./constraint-rule.ts";
import type { Verdicts } from "./verdicts.ts";

const EFFECT = 1;
const CAUSE = 2;

/** In the past of an event: nothing is known of events evicted before the rule was there. */
const EVICTED_BEFORE = 1;
/** In the past of an event: the cause. */
const SEEN = 2;

/** "No effect without such a cause before it." Events carry whether one is in their past. */
export class PrecededByRule extends ConstraintRule {
  override readonly constraint: PrecededBy;
  override readonly looksBack = true;
  readonly slots: readonly [Slot<number>];
  readonly #verdicts: Verdicts;

  constructor(constraint: PrecededBy, name: string, order: number, world: { verdicts: Verdicts }) {
    super(constraint, name, order, [
      ["effect", constraint.effect],
      ["cause", constraint.cause],
    ]);
    this.constraint = constraint;
    this.slots = [{ index: NO_PLACE, join: Math.max }];
    this.#verdicts = world.verdicts;
  }

  judge(subject: Subject, roles: number): void {
    if ((roles & EFFECT) === 0) return;
    this.instances++;
    const { before, unknownPast, entry } = subject;
    if (unknownPast) this.unknownPast++;
    const past = valueIn(before, this.slots[0]);
    if (past === SEEN) this.#verdicts.satisfied(this, entry);
    else if (unknownPast) this.#verdicts.inconclusive(this, entry, "unknownPast");
    else if (past === EVICTED_BEFORE) this.#verdicts.inconclusive(this, entry, "enforcedLate");
    else this.#verdicts.violated(this, this.#finding(entry));
  }

  note(_subject: Subject, roles: number, after: History): History {
    const [slot] = this.slots;
    return (roles & CAUSE) === 0 || valueIn(after, slot) === SEEN ? after : withValue(after, slot, SEEN);
  }

  override noteEvicted(after: History): History {
    return withValue(after, this.slots[0], EVICTED_BEFORE);
  }

  override isOpen({ before, unknownPast }: Subject, roles: number): boolean {
    const past = valueIn(before, this.slots[0]);
    return (roles & EFFECT) !== 0 && past !== SEEN && (unknownPast || past === EVICTED_BEFORE);
  }

  foresee({ before, unknownPast, entry }: Subject, roles: number): Finding[] {
    if ((roles & EFFECT) === 0 || unknownPast || valueIn(before, this.slots[0]) !== undefined) return [];
    return [this.#finding(entry)];
  }

  /** Each instance is decided with the event that makes it. */
  close(): void {}

  #finding(entry: Entry): Finding {
    const refs = [entry.ref];
    return {
      instance: entry,
      reason: "noCause",
      events: refs,
      chain: refs,
      certain: true,
      message: `${describeRef(entry.ref)} has no ${describePart(this.constraint.cause)} before it`,
    };
  }
}
