import type { InconclusiveReason } from "./violation.ts";
import { ConstraintRule, type Ending } from "./constraint-rule.ts";
import type { Part } from "../pattern/pattern.ts";
import type { Never } from "./constraint.ts";
import type { Scope, Scopes } from "./scopes.ts";
import type { Verdicts } from "./verdicts.ts";

/** A `never` whose instances are the events of one kind: what all scoped rules do with their scopes. */
export abstract class ScopedRule extends ConstraintRule {
  override readonly constraint: Never;
  protected readonly verdicts: Verdicts;
  protected readonly scopes: Scopes;
  /** Scopes that nothing in memory follows any more: decided by how the stream ends. */
  #lapsed = 0;

  constructor(
    constraint: Never,
    name: string,
    order: number,
    parts: readonly (readonly [label: string, part: Part])[],
    world: { verdicts: Verdicts; scopes: Scopes },
  ) {
    super(constraint, name, order, [["withinCause", constraint.withinCause!], ...parts]);
    this.constraint = constraint;
    this.verdicts = world.verdicts;
    this.scopes = world.scopes;
  }

  close(ending: Ending): void {
    this.scopes.each((scope) => {
      if (scope.rule !== this) return;
      if (ending !== "completed") this.giveUp(scope, ending);
      else {
        this.scopes.closed(scope);
        this.verdicts.satisfied(this, scope.cause);
      }
    });
    if (ending === "completed") this.satisfied += this.#lapsed;
    else this.inconclusive += this.#lapsed;
    this.#lapsed = 0;
  }

  /** Ends a scope undecided. */
  giveUp(scope: Scope, reason: InconclusiveReason): void {
    this.scopes.closed(scope);
    this.verdicts.inconclusive(this, scope.cause, reason);
  }

  /** Forgets a scope that can never be violated, because nothing in memory follows it. */
  lapse(scope: Scope): void {
    this.scopes.closed(scope);
    this.#lapsed++;
  }
}
