import type { Constraint } from "../constrain/constraint.ts";
import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import type { Deadlines } from "../constrain/deadlines.ts";
import { MustMatchRule } from "../constrain/must-match-rule.ts";
import { PrecededByRule } from "../constrain/preceded-by-rule.ts";
import { ScopedAllOfRule } from "../constrain/scoped-all-of-rule.ts";
import { ScopedSeqRule } from "../constrain/scoped-seq-rule.ts";
import type { Scopes } from "../constrain/scopes.ts";
import { UnscopedAllOfRule } from "../constrain/unscoped-all-of-rule.ts";
import { UnscopedSeqRule } from "../constrain/unscoped-seq-rule.ts";
import type { Verdicts } from "../constrain/verdicts.ts";
import type { Pins } from "../window/pins.ts";

/** What constraints at work share. */
export interface World {
  readonly verdicts: Verdicts;
  readonly deadlines: Deadlines;
  readonly pins: Pins;
  readonly scopes: Scopes;
  /** The clock of the step under way. */
  readonly now: () => number;
  readonly deadlineClock: "arrival" | "event";
}

/** Puts a constraint to work; its slots have no place in the history yet. */
export function ruleFor(constraint: Constraint, name: string, order: number, world: World): ConstraintRule {
  switch (constraint.kind) {
    case "mustMatch":
      return new MustMatchRule(constraint, name, order, world);
    case "precededBy":
      return new PrecededByRule(constraint, name, order, world);
    case "never": {
      const { kind, parts } = constraint.pattern;
      if (constraint.withinCause === undefined)
        return kind === "seq"
          ? new UnscopedSeqRule(constraint, name, order, world)
          : new UnscopedAllOfRule(constraint, name, order, world);
      return kind === "seq" && parts.length > 1
        ? new ScopedSeqRule(constraint, name, order, world)
        : new ScopedAllOfRule(constraint, name, order, world);
    }
  }
}
