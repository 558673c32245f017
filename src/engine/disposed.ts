import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import { WatchRule } from "../match/watch-rule.ts";
import { constraintCounts, type Listed, watchCounts } from "./counts.ts";
import type { ConstraintCounts, WatchCounts } from "./report.ts";

const LISTED = 1_000;

/** What the report tells of rules that were disposed of: of the first ones all, of the others how many there were. */
export class Disposed {
  readonly constraints: Listed<ConstraintCounts>[] = [];
  readonly watches: Listed<WatchCounts>[] = [];
  unlisted = 0;

  add(rule: ConstraintRule | WatchRule): void {
    if (this.constraints.length + this.watches.length === LISTED) this.unlisted++;
    else if (rule instanceof WatchRule) this.watches.push(watchCounts(rule));
    else this.constraints.push(constraintCounts(rule, false));
  }
}
