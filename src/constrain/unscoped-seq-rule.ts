import type { Entry } from "../ledger/entry.ts";
import { chainThrough } from "../graph/chain.ts";
import { NO_PLACE, type History, type Slot, valueIn, withValue } from "../history/history.ts";
import type { Subject } from "../match/subject.ts";
import { describeRef } from "../wording.ts";
import type { Never } from "./constraint.ts";
import { ConstraintRule, type Finding } from "./constraint-rule.ts";
import type { Verdicts } from "./verdicts.ts";

/** The earliest events in some past that are the first parts of the pattern, in order. */
type Beginning = readonly Entry[];

/**
 * "Never a, then b because of it, …" anywhere. For each part but the last, events carry the
 * earliest match of the pattern up to there; a join keeps the earlier one.
 */
export class UnscopedSeqRule extends ConstraintRule {
  override readonly constraint: Never;
  override readonly looksBack = true;
  readonly slots: readonly Slot<Beginning>[];
  protected override readonly doubtful: number;
  readonly #last: number;
  readonly #verdicts: Verdicts;

  constructor(constraint: Never, name: string, order: number, world: { verdicts: Verdicts }) {
    const { parts } = constraint.pattern;
    super(
      constraint,
      name,
      order,
      parts.map((part, at) => [parts.length === 1 ? "pattern" : `pattern[${at}]`, part] as const),
    );
    this.constraint = constraint;
    this.#last = parts.length - 1;
    this.slots = parts.slice(1).map(() => ({ index: NO_PLACE, join: earlier }));
    this.doubtful = (1 << parts.length) - 2;
    this.#verdicts = world.verdicts;
  }

  judge(subject: Subject, roles: number): void {
    if (this.isOpen(subject, roles)) this.unknownPast++;
    const [finding] = this.foresee(subject, roles);
    if (finding === undefined) return;
    this.instances++;
    this.#verdicts.violated(this, finding);
  }

  note(subject: Subject, roles: number, after: History): History {
    const { before } = subject;
    for (let part = 0; part < this.#last; part++) {
      if ((roles & (1 << part)) === 0) continue;
      const begun = part === 0 ? [] : valueIn(before, this.slots[part - 1]!);
      if (begun === undefined) continue;
      const slot = this.slots[part]!;
      const was = valueIn(after, slot);
      const { entry } = subject;
      const found = [...begun, entry];
      if (was !== undefined && earlier(was, found) === was) continue;
      entry.named = true;
      after = withValue(after, slot, found);
    }
    return after;
  }

  foresee(subject: Subject, roles: number): Finding[] {
    if ((roles & (1 << this.#last)) === 0) return [];
    const begun = this.#last === 0 ? [] : valueIn(subject.before, this.slots[this.#last - 1]!);
    return begun === undefined ? [] : [this.#finding(begun, subject.entry)];
  }

  /** Each instance is decided with the event that makes it. */
  close(): void {}

  #finding(begun: Beginning, last: Entry): Finding {
    const match = [...begun, last];
    const refs = match.map((entry) => entry.ref);
    const names = refs.map(describeRef).join(", then ");
    return {
      instance: last,
      reason: "completed",
      events: refs,
      chain: begun.length === 0 ? refs : this.#chain(match),
      certain: true,
      message: begun.length === 0 ? `${names} must not occur` : `${names}, because of it`,
    };
  }

  /** From each part to the next: past the earlier of them events carry it as the last of a beginning. */
  #chain(match: readonly Entry[]): Finding["chain"] {
    return chainThrough(
      match,
      (cause, towards) => valueIn(cause.history, this.slots[towards]!)?.[towards] === match[towards],
    );
  }
}

/** The one whose first parts were admitted first. */
function earlier(a: Beginning, b: Beginning): Beginning {
  for (let part = 0; part < a.length; part++) {
    const difference = a[part]!.seq - b[part]!.seq;
    if (difference !== 0) return difference < 0 ? a : b;
  }
  return a;
}
