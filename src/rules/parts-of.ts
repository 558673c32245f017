import type { Constraint } from "../constrain/constraint.ts";
import type { Watch } from "../match/watch.ts";
import type { Part } from "../pattern/pattern.ts";

/** All that a rule looks for, in the order in which it names it. */
export function partsOf(rule: Constraint | Watch): readonly Part[] {
  if (rule.kind === "watch") return rule.parts;
  if (rule.kind === "mustMatch") return [rule.trigger, rule.response];
  if (rule.kind === "precededBy") return [rule.effect, rule.cause];
  return [...rule.pattern.parts, ...(rule.withinCause === undefined ? [] : [rule.withinCause])];
}
