import { type EventInput, freshId } from "../event.ts";
import { messageOf } from "./message-of.ts";

type Identified = EventInput<any> & { readonly id: string };

/** What an event says, while the engine reads it: the engine keeps none of it. */
const said: { -readonly [K in keyof Identified]: Identified[K] } = {
  id: "",
  name: "",
  source: undefined,
  time: undefined,
  data: undefined,
  causes: undefined,
};

/**
 * The event with an id, read once: good until the next call. One shape for all that producers hand
 * in, and what throws when it is read becomes something that is no event. Cost O(1), O(causes) for
 * causes that are no array.
 */
export function identified(event: unknown): Identified {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return event as Identified;
  try {
    const { id, name, source, time, data, causes } = event as EventInput<any>;
    said.id = id === undefined ? freshId() : id;
    said.name = name;
    said.source = source;
    said.time = time;
    said.data = data;
    said.causes = isOnceOnly(causes) ? [...causes] : causes;
    return said;
  } catch (error) {
    return { id: freshId(), name: `(reading the event threw: ${messageOf(error)})` };
  }
}

/** Whether it may be possible to read the causes only once. */
function isOnceOnly(causes: EventInput["causes"]): causes is NonNullable<EventInput["causes"]> {
  return typeof causes === "object" && causes !== null && !Array.isArray(causes) && Symbol.iterator in causes;
}
