import type { RuleProblem } from "./rule-file-error.ts";

/** Where a rule stands in its file. */
export type RulePlace = Omit<RuleProblem, "message">;

/** Where rules were read, by what was made of them. */
const places = new WeakMap<object, RulePlace>();

export function notePlace(rule: object, place: RulePlace): void {
  places.set(rule, place);
}

/** Where a rule stands in its file; `undefined` for one that was made in code. */
export function placeOf(rule: object): RulePlace | undefined {
  return places.get(rule);
}
