import type { Rules } from "../../rules/parse-rules.ts";
import type { CheckRun } from "./check-run.ts";

/**
 * Says so where nothing in the input was caused by anything and rules ask what caused what: then
 * nothing is ever answered, and nothing ever follows from anything.
 */
export function noCausesHint(run: CheckRun, rules: Rules): string | undefined {
  const { readable, namesCauses, linkUse } = run;
  if (readable < 2 || namesCauses || linkUse.some(({ met }) => met) || !asksForCauses(rules))
    return undefined;
  const linked = linkUse.length === 0 ? "there is no link rule" : "no link rule found one";
  return `no event names a cause and ${linked}: nothing says what caused what`;
}

function asksForCauses({ constraints, watches }: Rules): boolean {
  const ofConstraint = (each: Rules["constraints"][number]): boolean =>
    each.kind !== "never" ||
    each.withinCause !== undefined ||
    (each.pattern.kind === "seq" && each.pattern.parts.length > 1);
  return constraints.some(ofConstraint) || watches.some(({ parts }) => parts.length > 1);
}
