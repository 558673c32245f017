import type { Entry } from "../entry.ts";
import { describeRef } from "../graph/chain.ts";
import type { History } from "../history/history.ts";
import type { Never } from "./constraint.ts";
import { ConstraintRule, type Ending, type Finding } from "./constraint-rule.ts";
import { type Candidate, canAllPlay, earliestMatch } from "./transversal.ts";
import type { Verdicts } from "./verdicts.ts";

/** "Never all of these", related or not: one instance, the stream. Keeps at most one event a part. */
export class UnscopedAllOfRule extends ConstraintRule {
  override readonly constraint: Never;
  readonly slots: readonly never[] = [];
  readonly doubtful = 0;
  readonly #parts: number;
  #taken: readonly Candidate[] = [];
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

  judge(entry: Entry, roles: number): void {
    if (this.#decided || roles === 0) return;
    const taken = [...this.#taken, { entry, parts: roles }];
    if (!this.#fits(taken)) return;
    entry.named = true;
    this.#taken = taken;
    if (taken.length < this.#parts) return;
    this.#decided = true;
    this.#verdicts.violated(this, this.#finding(taken));
  }

  note(_entry: Entry, _roles: number, _before: History, after: History): History {
    return after;
  }

  foresee(entry: Entry, roles: number): Finding[] {
    const taken = [...this.#taken, { entry, parts: roles }];
    const completes = !this.#decided && taken.length === this.#parts && this.#fits(taken);
    return completes ? [this.#finding(taken)] : [];
  }

  close(ending: Ending): void {
    if (this.#decided) return;
    this.#decided = true;
    if (ending === "completed") this.#verdicts.satisfied(this, undefined);
    else this.#verdicts.inconclusive(this, undefined, ending);
  }

  #fits(taken: readonly Candidate[]): boolean {
    return canAllPlay(
      taken.map(({ parts }) => parts),
      this.#parts,
    );
  }

  #finding(taken: readonly Candidate[]): Finding {
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
