import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import type { RoleReader } from "../match/rule.ts";
import { selectorsOf } from "../pattern/pattern.ts";
import type { WatchRule } from "../match/watch-rule.ts";
import type { ConstraintCounts, Status, Unmatched, WatchCounts } from "./report.ts";

/** The counts of a rule, and where it stands in the order of registration. */
export interface Listed<Counts> {
  readonly order: number;
  readonly counts: Counts;
}

/** What has become of a constraint so far; `running`: nothing is decided by the end of the stream yet. */
export function constraintCounts(rule: ConstraintRule, running: boolean): Listed<ConstraintCounts> {
  const { name, constraint, instances, satisfied, violated, inconclusive, unknownPast, predicateErrors } =
    rule;
  const counts = {
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
  return { order: rule.order, counts };
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

export function watchCounts(watch: WatchRule): Listed<WatchCounts> {
  const { order, name, matches, predicateErrors } = watch;
  return { order, counts: { name, matches, predicateErrors, unmatched: unmatchedIn(watch) } };
}

/** Counts of rules that are at work and of others, in the order in which they were registered. */
export function inOrder<Counts>(listed: readonly Listed<Counts>[]): Counts[] {
  return listed.toSorted((a, b) => a.order - b.order).map(({ counts }) => counts);
}

function unmatchedIn({ roles, played, unmatched }: RoleReader): readonly Unmatched[] {
  return roles.flatMap(({ label, part }, at): Unmatched[] => {
    const selectors = selectorsOf(part);
    if ((played & (1 << at)) === 0) return [{ role: label, selectors, played: false }];
    const others = selectors.filter((selector) => unmatched.has(selector));
    return others.length === 0 ? [] : [{ role: label, selectors: others, played: true }];
  });
}
