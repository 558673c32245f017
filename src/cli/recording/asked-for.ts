import type { RetainedEvent } from "../../graph/causal-graph.ts";
import type { Violation } from "../../constrain/violation.ts";
import { nearestFew } from "../../rules/nearest.ts";
import { describeRef } from "../../wording.ts";
import type { Recording } from "./recording.ts";
import { Unanswered } from "./unanswered.ts";

/** How many ids are looked through for one that was meant. */
const LOOKED_THROUGH = 200_000;

/** The event of an id. Throws `Unanswered` with the nearest ids where there is none. */
export function eventOf({ graph }: Recording, id: string): RetainedEvent {
  const event = graph.get(id);
  if (event !== undefined) return event;
  const events = graph.events();
  const citing = events.find(({ missingCauses }) => missingCauses?.includes(id));
  if (citing !== undefined)
    throw new Unanswered(`${JSON.stringify(id)} never came: it is only cited, by ${describeRef(citing)}`);
  const ids = events
    .slice(0, LOOKED_THROUGH)
    .map((each) => each.id)
    .filter((other) => Math.abs(other.length - id.length) <= 2);
  const near = nearestFew(id, ids, 3).map((other) => JSON.stringify(other));
  const meant = near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
  throw new Unanswered(`no event has the id ${JSON.stringify(id)}${meant}`);
}

/** The violation of a number, from 1. Throws `Unanswered` where there are not so many. */
export function violationOf({ violations }: Recording, number: number): Violation {
  const violation = violations[number - 1];
  if (violation !== undefined) return violation;
  throw new Unanswered(
    violations.length === 0
      ? "nothing is violated: there is no violation to look at"
      : `there is no violation ${number}: they are numbered from 1 to ${violations.length}, in the order of the report`,
  );
}
