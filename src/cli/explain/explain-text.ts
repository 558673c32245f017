import type { EventRef } from "../../event.ts";
import type { Between } from "../../explain/between.ts";
import type { HowFar } from "../../explain/how-far.ts";
import type { CommonCauses } from "../../explain/shared-causes.ts";
import type { Impact } from "../../explain/impact.ts";
import type { ViolationExplanation } from "../../explain/violation.ts";
import type { RetainedEvent } from "../../graph/causal-graph.ts";
import { count, counted, describeRef, firstOf, printable } from "../../wording.ts";
import { drawChain, drawViolation } from "../terminal/chain-drawing.ts";
import type { Paint } from "../terminal/paint.ts";

const NAMES = 8;
const LISTED = 5;

/** What came of an event, by name. */
export function explainEffects({ events, depth, names }: Impact): string {
  if (events === 0) return "";
  const told = names.slice(0, NAMES).map(([name, many]) => `${count(many)} ${name}`);
  const more = names.length > NAMES ? `, ${count(names.length - NAMES)} other kinds` : "";
  return `Up to ${counted(depth, "step")} away: ${told.join(", ")}${more}.\n`;
}

/** How two events are related. */
export function explainBetween(
  a: RetainedEvent,
  b: RetainedEvent,
  { relation, chain, paths, events, always, common }: Between,
  paint: Paint,
): string {
  const [first, second] = [named(a), named(b)];
  const both = togetherFrom(common);
  if (relation === "independent")
    return common.truncated
      ? `No path is known from ${first} to ${second} or back. Not all that came before them is here.\n${both}`
      : `${first} and ${second} are independent: neither is among the causes of the other.\n${both}`;
  const [cause, effect] = relation === "follows" ? [second, first] : [first, second];
  const arrow = `    ${paint.faint("↓")}\n`;
  const drawn = drawChain(chain, new Set([a.id, b.id]), arrow, paint);
  const through = always.length === 0 ? "" : ` All go through ${listed(always)}.`;
  const ways =
    paths === 1
      ? "There is no other way."
      : `${counted(paths, "path")} lead there, over ${counted(events, "event")}.${through}`;
  return `${cause} is a cause of ${effect}:\n${drawn}\n${ways}\n${both}`;
}

function togetherFrom({ events, nearest, truncated }: CommonCauses): string {
  const unknown = truncated ? " Not all of their past is here, so there may be more." : "";
  if (events === 0) return `They have no cause in common.${unknown}\n`;
  const have = `They have ${counted(events, "cause")} in common`;
  return events === nearest.length
    ? `${have}: ${listed(nearest)}.${unknown}\n`
    : `${have}, the nearest ${listed(nearest)}.${unknown}\n`;
}

/** Why a violation is one; of what was never answered, how far it got. */
export function explainViolation(
  { violation, expected, howFar }: ViolationExplanation,
  paint: Paint,
): string {
  const text = `${drawViolation(violation, paint)}\nExpected: ${printable(expected)}.\n`;
  return howFar === undefined ? text : `${text}${progress(violation.events[0]!, howFar)}`;
}

function progress(trigger: EventRef, howFar: HowFar): string {
  const { events, furthest, depth, late, answered, promising, stopped } = howFar;
  const sentences = [
    events === 0
      ? "It caused nothing at all."
      : `It caused ${counted(events, "event")}, up to ${counted(depth, "step")} away: ${listed(furthest)}.`,
  ];
  const [response] = late;
  if (response !== undefined)
    sentences.push(`The response came, but too late: ${named(response)}${later(trigger, response)}.`);
  else if (answered === 0)
    sentences.push("No instance was answered, so there is nothing to compare it with.");
  else {
    const [first] = promising;
    if (first !== undefined)
      sentences.push(
        `${first.name} is usually on the way to the response: in ${count(first.led)} of ${count(first.of)} answered instances.`,
      );
    if (stopped !== undefined)
      sentences.push(
        `The difference: of ${named(stopped.after)} came no ${stopped.missing.name}; where the response came, it did in ${count(stopped.missing.led)} of ${count(stopped.missing.of)}.`,
      );
  }
  return `${sentences.join("\n")}\n`;
}

/** By how much an effect came later than its cause, where their times say so. */
function later(cause: EventRef, effect: EventRef): string {
  const ms = effect.time - cause.time;
  return ms > 0 ? `, ${count(ms)} ms after it by their times` : "";
}

function listed(events: readonly RetainedEvent[]): string {
  return firstOf(events.map(named), LISTED);
}

function named(event: RetainedEvent): string {
  return printable(describeRef(event));
}
