import { InvalidEvent } from "../errors.ts";
import { type CausalEvent, type EventInput, freshId, isEventName } from "../event.ts";
import { Flaw, readInput, type Said } from "../read-input.ts";

/**
 * A copy of what a producer gave, with an id. Time and source stay open where it gave none: a
 * second delivery of the event may then give others and still be a duplicate.
 */
export type Emission = Said & { readonly id: string };

/**
 * Checks and copies an input; `knownNames` remembers good names, up to a bound. Throws
 * `InvalidEvent`. Cost O(causes).
 */
export function readEmission(input: EventInput<any>, source: string, knownNames: Set<string>): Emission {
  const said = readInput(input, (name) => {
    if (knownNames.has(name)) return name;
    if (!isEventName(name)) return undefined;
    if (knownNames.size < 1000) knownNames.add(name);
    return name;
  });
  if (said instanceof Flaw) {
    const { field, problem } = said;
    throw new InvalidEvent(field, `not an event for source "${source}": ${field}: ${problem}`);
  }
  return said.id === undefined ? { ...said, id: freshId() } : (said as Emission);
}

/** The event as its producer sees it. */
export function eventOf(emission: Emission, source: string, at: number): CausalEvent<any> {
  return Object.freeze({
    id: emission.id,
    name: emission.name,
    source: emission.source ?? source,
    time: emission.time ?? at,
    data: emission.data,
    causes: emission.causes,
  });
}
