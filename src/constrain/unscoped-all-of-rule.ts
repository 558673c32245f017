import type { History } from "../history/history.ts";
import type { Subject } from "../match/subject.ts";
import { describeRef } from "../wording.ts";
import type { Never } from "./constraint.ts";
import { ConstraintRule, type Ending, type Finding } from "./constraint-rule.ts";
import { canAllPlay, countOf, earliestMatch, Taken } from "./transversal.ts";
import type { Verdicts } from "./verdicts.ts";

/** "Never all of these", related or not: one instance, the stream. Keeps at most one event a part. */
export class UnscopedAllOfRule extends ConstraintRule {
  override readonly constraint: Never;
  readonly slots: readonly never[] = [];
  readonly #parts: number;
  #taken: Taken | undefined;
  #decided = false;
  readonly #verdicts: Verdicts;

  constructor(constraint: Never, name: string, order: number, world: { verdicts: Verdicts }) {
    const { parts } = constraint.pattern;
    super(
      constraint,
      name,
      order,
      parts.map((part, at) => [`pattern[${at}]`, part] as const),
    );
    this.constraint = constraint;
    this.#parts = parts.length;
    this.instances = 1;
    this.#verdicts = world.verdicts;
  }

  judge(subject: Subject, roles: number): void {
    if (this.#decided || roles === 0 || !this.#addsTo(roles)) return;
    const { entry } = subject;
    const taken = new Taken(entry, roles, this.#taken);
    entry.named = true;
    this.#taken = taken;
    if (taken.count < this.#parts) return;
    this.#decided = true;
    this.#verdicts.violated(this, this.#finding(taken));
  }

  note(_subject: Subject, _roles: number, after: History): History {
    return after;
  }

  foresee({ entry }: Subject, roles: number): Finding[] {
    const completes = !this.#decided && countOf(this.#taken) === this.#parts - 1 && this.#addsTo(roles);
    return completes ? [this.#finding(new Taken(entry, roles, this.#taken))] : [];
  }

  close(ending: Ending): void {
    if (this.#decided) return;
    this.#decided = true;
    if (ending === "completed") this.#verdicts.satisfied(this, undefined);
    else this.#verdicts.inconclusive(this, undefined, ending);
  }

  /** Whether an event that can play these parts plays one beside those taken. */
  #addsTo(parts: number): boolean {
    return canAllPlay(this.#taken, parts, this.#parts);
  }

  #finding(taken: Taken): Finding {
    const refs = earliestMatch(taken, this.#parts).map((entry) => entry.ref);
    return {
      instance: undefined,
      reason: "completed",
      events: refs,
      chain: refs,
      certain: true,
      message: `the stream holds all of ${refs.map(describeRef).join(", ")}`,
    };
  }
}
