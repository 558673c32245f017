import type { Report } from "../../engine/report.ts";
import { counted } from "../../wording.ts";
import type { FailOn } from "./check-flags.ts";

/** What a check that ran to its end comes to: 0, or 1 for violations and what `--fail-on` names. */
export function statusOf(report: Report, failOn: ReadonlySet<FailOn>): 0 | 1 {
  const isViolated = ofErrors(report).some(({ violated }) => violated > 0);
  return isViolated || failedBy(report, failOn) !== undefined ? 1 : 0;
}

/** Which of what `--fail-on` names there is, and how often; `undefined` for none of it. */
export function failedBy(report: Report, failOn: ReadonlySet<FailOn>): string | undefined {
  const { events } = report;
  const rules = ofErrors(report);
  const open = rules.filter((each) => each.inconclusive > 0 || each.status === "inconclusive");
  const vacuous = rules.filter(({ unmatched }) => unmatched.length > 0);
  const predicateErrors = rules.reduce((sum, each) => sum + each.predicateErrors, 0);
  const found: { readonly [F in FailOn]: readonly [count: number, noun: string] } = {
    inconclusive: [open.length, "constraint"],
    vacuous: [vacuous.length, "constraint"],
    rejected: [events.rejected, "line"],
    missing: [events.missingCauses, "event"],
    predicateErrors: [predicateErrors, "event"],
  };
  const reasons = [...failOn].filter((reason) => found[reason][0] > 0);
  if (reasons.length === 0) return undefined;
  return `Failed by --fail-on: ${reasons.map((reason) => `${reason} (${counted(...found[reason])})`).join(", ")}.`;
}

function ofErrors({ constraints }: Report): Report["constraints"] {
  return constraints.filter(({ severity }) => severity === "error");
}
