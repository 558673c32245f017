import { type Hold, holdOf } from "../admission/hold.ts";
import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import type { Deadlines } from "../constrain/deadlines.ts";
import type { CausalEvent } from "../event.ts";
import type { Entry } from "../ledger/entry.ts";
import type { Dispatch } from "../match/dispatch.ts";
import { type Meeting, meetingOf, type PredicateFailed, type Rule, rolesOf } from "../match/rule.ts";

/**
 * What rules with deadlines must know of events in hold: a response that arrived in time keeps the
 * deadline from falling until it is known where it stands.
 */
export class InHold {
  readonly #dispatch: Dispatch<any, ConstraintRule, any>;
  readonly #deadlines: Deadlines;
  readonly #failed: PredicateFailed;

  constructor(dispatch: Dispatch<any, ConstraintRule, any>, deadlines: Deadlines, failed: PredicateFailed) {
    this.#dispatch = dispatch;
    this.#deadlines = deadlines;
    this.#failed = failed;
  }

  /** Call for each event that must wait, and again when its causes change. Cost O(rules on its name). */
  entered(entry: Entry): void {
    for (const { rule } of this.#dispatch.planFor(entry.event!.name)!.constraints)
      this.enteredFor(rule, entry);
  }

  /** Likewise for one rule. */
  enteredFor(rule: ConstraintRule, entry: Entry): void {
    const { watcher } = rule;
    if (watcher === undefined) return;
    const meeting = meetingOf(rule, entry.event!.name);
    const hold = holdOf(entry);
    if (meeting === undefined || !rule.answersIn(this.rolesOf(meeting, entry.event!, hold))) return;
    const watchers = (hold.watchers ??= []);
    if (watchers.includes(watcher)) return;
    watchers.push(watcher);
    watcher.hold(hold, entry.time);
  }

  /** The roles of an event that waits or waited, found once unless its causes change meanwhile. */
  rolesOf(meeting: Meeting<Rule>, event: CausalEvent<any>, hold: Hold): number {
    const known = hold.roles?.get(meeting.rule);
    if (known !== undefined) return known;
    const roles = rolesOf(meeting, event, (reader, _, error) => {
      const failed = (hold.failed ??= new Set());
      if (!failed.has(reader)) this.#failed(reader, event, error);
      failed.add(reader);
    });
    (hold.roles ??= new Map()).set(meeting.rule, roles);
    return roles;
  }

  /** Call when an event leaves hold: what it kept from falling can fall. */
  left(entry: Entry): void {
    const { watchers } = holdOf(entry);
    if (watchers === undefined) return;
    for (const watcher of watchers) this.#deadlines.released(watcher);
  }
}
