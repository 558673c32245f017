import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import { WatchRule } from "../match/watch-rule.ts";
import { constraintCounts, watchCounts } from "./counts.ts";
import type { ConstraintCounts, WatchCounts } from "./report.ts";

/** The counts of a rule, and where it stands in the order of registration. */
export interface Listed<Counts> {
  readonly order: number;
  readonly counts: Counts;
}

const LISTED = 1_000;

/** What the report tells of rules that were disposed of: of the first ones all, of the others how many there were. */
export class Disposed {
  readonly constraints: Listed<ConstraintCounts>[] = [];
  readonly watches: Listed<WatchCounts>[] = [];
  unlisted = 0;

  add(rule: ConstraintRule | WatchRule): void {
    if (this.constraints.length + this.watches.length === LISTED) this.unlisted++;
    else if (rule instanceof WatchRule) this.watches.push({ order: rule.order, counts: watchCounts(rule) });
    else this.constraints.push({ order: rule.order, counts: constraintCounts(rule, false) });
  }
}

/** Counts of rules that are at work and of others, in the order in which they were registered. */
export function inOrder<Counts>(listed: readonly Listed<Counts>[]): Counts[] {
  return listed.toSorted((a, b) => a.order - b.order).map(({ counts }) => counts);
}
