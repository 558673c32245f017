import {
  type CausalEvent,
  type EventInput,
  type Flaw,
  flawOfHead,
  freshId,
  isFlaw,
  readCauses,
} from "../event.ts";
import { InvalidEvent } from "../errors.ts";

/**
 * A copy of what a producer gave, with an id. Time and source stay open where it gave none: a
 * second delivery of the event may then give others and still be a duplicate.
 */
export interface Emission {
  readonly id: string;
  readonly name: string;
  readonly source: string | undefined;
  readonly time: number | undefined;
  readonly data: unknown;
  readonly causes: readonly string[];
}

/**
 * Checks and copies an input; `knownNames` remembers good names, up to a bound. Throws
 * `InvalidEvent`. Cost O(causes).
 */
export function readEmission(input: EventInput<any>, source: string, knownNames: Set<string>): Emission {
  const name = (input as EventInput | null | undefined)?.name as string;
  const known = knownNames.has(name);
  const flaw = flawOfHead(input, known);
  if (flaw !== undefined) throw invalid(flaw, source);
  if (!known && knownNames.size < 1000) knownNames.add(name);
  const { id = freshId() } = input;
  const causes = readCauses(input.causes, id);
  if (isFlaw(causes)) throw invalid(causes, source);
  return { id, name, source: input.source, time: input.time, data: input.data, causes };
}

function invalid({ field, problem }: Flaw, source: string): InvalidEvent {
  return new InvalidEvent(field, `not an event for source "${source}": ${field}: ${problem}`);
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
