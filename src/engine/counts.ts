import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import type { RoleReader } from "../match/rule.ts";
import { selectorsOf } from "../pattern/pattern.ts";
import type { WatchRule } from "../match/watch-rule.ts";
import type { ConstraintCounts, Status, Unmatched, WatchCounts } from "./report.ts";

/** What has become of a constraint so far; `running`: nothing is decided by the end of the stream yet. */
export function constraintCounts(rule: ConstraintRule, running: boolean): ConstraintCounts {
  const { name, constraint, instances, satisfied, violated, inconclusive, unknownPast, predicateErrors } =
    rule;
  return {
    name,
    kind: constraint.kind,
    severity: constraint.severity,
    status: statusOf(rule, running),
    instances,
    satisfied,
    violated,
    inconclusive,
    unknownPast,
    predicateErrors,
    unmatched: unmatchedIn(rule),
  };
}

function statusOf(rule: ConstraintRule, running: boolean): Status {
  const { constraint, instances, satisfied, violated, inconclusive, unknownPast, evaluations, failures } =
    rule;
  if (violated > 0) return "violated";
  if (running && instances > satisfied + inconclusive) return "pending";
  if (inconclusive > 0) return "inconclusive";
  if (unknownPast > 0 && constraint.kind === "never") return "inconclusive";
  return evaluations > 0 && failures === evaluations ? "inconclusive" : "satisfied";
}

export function watchCounts(watch: WatchRule): WatchCounts {
  const { name, matches, predicateErrors } = watch;
  return { name, matches, predicateErrors, unmatched: unmatchedIn(watch) };
}

function unmatchedIn({ roles, played, unmatched }: RoleReader): readonly Unmatched[] {
  return roles.flatMap(({ label, part }, at): Unmatched[] => {
    const selectors = selectorsOf(part);
    if ((played & (1 << at)) === 0) return [{ role: label, selectors, played: false }];
    const others = selectors.filter((selector) => unmatched.has(selector));
    return others.length === 0 ? [] : [{ role: label, selectors: others, played: true }];
  });
}
