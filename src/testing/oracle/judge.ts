import type { Constraint, MustMatch, Never, PrecededBy, Within } from "../../constrain/constraint.ts";
import type { InconclusiveReason, ViolationReason } from "../../constrain/violation.ts";
import { findMatch } from "./find-match.ts";
import { type Known, precedes } from "./known.ts";
import type { Taker } from "./taker.ts";

/** All that a verdict may depend on. */
export interface World {
  /** Every event ever admitted, in order. */
  readonly history: readonly Known[];
  readonly held: readonly Known[];
  readonly watermark: number;
  readonly now: number;
  /** Ticks only: everything that arrived before it has been delivered. */
  readonly horizon: number | undefined;
}

/** A constraint under way. */
export interface Rule<C extends Constraint = Constraint> {
  readonly constraint: C;
  readonly taker: Taker;
  readonly deadlineClock: "arrival" | "event";
  /** How many events had been admitted when it was enforced. */
  readonly since: number;
  /** Those of them that were retained then. */
  readonly lookup: ReadonlySet<Known>;
}

export type Decision =
  | { readonly verdict: "satisfied" }
  | { readonly verdict: "violated"; readonly reason: ViolationReason; readonly events: readonly Known[] }
  | { readonly verdict: "inconclusive"; readonly reason: InconclusiveReason };

const satisfied: Decision = { verdict: "satisfied" };

/** Whether the rule can see the event: admitted since it was enforced, or retained then. */
export function sees(rule: Rule, event: Known): boolean {
  return event.index >= rule.since || rule.lookup.has(event);
}

/** Whether a response discharges the trigger; deadlines that have not passed do not matter. */
export function discharge(rule: Rule<MustMatch>, trigger: Known, world: World): Decision | undefined {
  const { response, within } = rule.constraint;
  const responses = world.history.filter(
    (event) => precedes(trigger, event) && rule.taker.takes(response, event),
  );
  if (responses.some((event) => isOnTime(trigger, event, within, rule.deadlineClock))) return satisfied;
  if (within !== undefined && "events" in within && world.history.length - 1 - trigger.index >= within.events)
    return { verdict: "violated", reason: "deadline", events: [trigger] };
  return undefined;
}

function isOnTime(
  trigger: Known,
  response: Known,
  within: Within | undefined,
  fallback: "arrival" | "event",
): boolean {
  if (within === undefined) return true;
  if ("events" in within) return response.index - trigger.index <= within.events;
  if ((within.clock ?? fallback) === "event") return response.event.time - trigger.event.time <= within.ms;
  return response.at <= trigger.admittedAt + within.ms;
}

/** Whether a deadline in milliseconds has passed. */
export function deadline(rule: Rule<MustMatch>, trigger: Known, world: World): Decision | undefined {
  const { response, within } = rule.constraint;
  if (within === undefined || "events" in within) return undefined;
  const awaited = world.held.filter((event) => rule.taker.takes(response, event));
  const late: Decision = { verdict: "violated", reason: "deadline", events: [trigger] };
  if ((within.clock ?? rule.deadlineClock) === "event") {
    const watermark = Math.min(world.watermark, ...awaited.map((event) => event.event.time));
    return watermark > trigger.event.time + within.ms + (within.allowedLatenessMs ?? 0) ? late : undefined;
  }
  const end = trigger.admittedAt + within.ms;
  if (world.horizon === undefined || world.now <= end || world.horizon <= end) return undefined;
  return awaited.some((event) => event.at <= end) ? undefined : late;
}

/** Whether the pattern has come to be within the scope; for a stream-wide one `scope` is undefined. */
export function forbidden(rule: Rule<Never>, scope: Known | undefined, world: World): Decision | undefined {
  const { pattern, withinCause } = rule.constraint;
  const since = world.history.slice(rule.since);
  const events =
    scope === undefined
      ? since
      : since.filter((event) => precedes(scope, event) && counts(rule, scope, event, since, withinCause!));
  const match = findMatch(pattern.kind, pattern.parts, events, rule.taker);
  return match && { verdict: "violated", reason: "completed", events: match };
}

function counts(
  rule: Rule<Never>,
  scope: Known,
  event: Known,
  since: readonly Known[],
  withinCause: NonNullable<Never["withinCause"]>,
): boolean {
  if (rule.constraint.scope === "all") return true;
  return !since.some(
    (other) => precedes(scope, other) && precedes(other, event) && rule.taker.takes(withinCause, other),
  );
}

/** Whether `last` ends a match of an unscoped sequence. */
export function endsSequence(rule: Rule<Never>, last: Known, world: World): Decision | undefined {
  const { parts } = rule.constraint.pattern;
  if (!rule.taker.takes(parts.at(-1)!, last)) return undefined;
  const before = world.history.filter((event) => precedes(event, last) && sees(rule, event));
  const match = findMatch("seq", parts.slice(0, -1), before, rule.taker);
  return match && { verdict: "violated", reason: "completed", events: [...match, last] };
}

/** What an effect comes to at its admission. */
export function justified(rule: Rule<PrecededBy>, effect: Known): Decision {
  const past = [...effect.past];
  if (past.some((event) => sees(rule, event) && rule.taker.takes(rule.constraint.cause, event)))
    return satisfied;
  if (effect.unknownPast) return { verdict: "inconclusive", reason: "unknownPast" };
  if (past.some((event) => !sees(rule, event))) return { verdict: "inconclusive", reason: "enforcedLate" };
  return { verdict: "violated", reason: "noCause", events: [effect] };
}
