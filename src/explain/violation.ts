import type { Constraint } from "../constrain/constraint.ts";
import { describeWithin } from "../wording.ts";
import type { Violation } from "../constrain/violation.ts";
import type { RetainedEvent } from "../graph/causal-graph.ts";
import { describePart, type Part, selectorsOf } from "../pattern/pattern.ts";
import { nameMatches } from "../pattern/selector.ts";
import { type HowFar, howFar } from "./how-far.ts";
import type { CausalRelation } from "./relation.ts";

/** Why a violation is one, and what there is to know of what is missing. */
export interface ViolationExplanation {
  readonly violation: Violation;
  /** What the constraint asks for, as a sentence; the name of the constraint where that is not known. */
  readonly expected: string;
  /** Of a trigger that was not answered, or not in time, and is in the graph. */
  readonly howFar: HowFar | undefined;
}

/** `node` is that of the event that the instance is about, where it is in the graph. */
export function explainViolation(
  relation: CausalRelation,
  violation: Violation,
  constraint: Constraint | undefined,
  node: number | undefined,
): ViolationExplanation {
  const isUnanswered = constraint?.kind === "mustMatch" && violation.kind === "mustMatch";
  return {
    violation,
    expected: constraint === undefined ? violation.constraint : expectation(constraint),
    howFar:
      isUnanswered && node !== undefined
        ? howFar(relation, node, plays(constraint.trigger), plays(constraint.response))
        : undefined,
  };
}

/** What a constraint asks for, as a sentence. */
function expectation(constraint: Constraint): string {
  if (constraint.kind === "mustMatch")
    return `every ${describePart(constraint.trigger)} must cause ${describePart(constraint.response)}${constraint.within === undefined ? "" : ` ${describeWithin(constraint.within)}`}`;
  if (constraint.kind === "precededBy")
    return `no ${describePart(constraint.effect)} without ${describePart(constraint.cause)} among its causes`;
  const { pattern, withinCause, scope } = constraint;
  const parts = pattern.parts.map(describePart).join(pattern.kind === "seq" ? " and then " : " and ");
  if (withinCause === undefined) return `never ${parts}`;
  const which = scope === "nearest" ? "the nearest" : "one";
  return `never ${parts} because of ${which} ${describePart(withinCause)}`;
}

/** Whether an event can play a part. A predicate that fails is no match. */
function plays(part: Part): (event: RetainedEvent) => boolean {
  return (event) =>
    selectorsOf(part).some(({ name, where }) => nameMatches(name, event.name) && holds(where, event));
}

function holds(where: ((event: RetainedEvent) => unknown) | undefined, event: RetainedEvent): boolean {
  try {
    return where === undefined || Boolean(where(event));
  } catch {
    return false;
  }
}
