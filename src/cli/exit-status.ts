import type { Report } from "../engine/report.ts";
import type { FailOn } from "./check-flags.ts";

/** What a check that ran to its end comes to: 0, or 1 for violations and what `--fail-on` names. */
export function statusOf({ events, constraints }: Report, failOn: ReadonlySet<FailOn>): 0 | 1 {
  const fails = constraints
    .filter(({ severity }) => severity === "error")
    .some(
      ({ violated, inconclusive, status, unmatched, predicateErrors }) =>
        violated > 0 ||
        (failOn.has("inconclusive") && (inconclusive > 0 || status === "inconclusive")) ||
        (failOn.has("vacuous") && unmatched.length > 0) ||
        (failOn.has("predicateErrors") && predicateErrors > 0),
    );
  const input =
    (failOn.has("rejected") && events.rejected > 0) || (failOn.has("missing") && events.missingCauses > 0);
  return fails || input ? 1 : 0;
}
