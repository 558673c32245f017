import { type EventInput, freshId } from "../event.ts";

type Identified = EventInput<any> & { readonly id: string };

/** Holds what an event without an id says while the engine reads it; the engine keeps none of it. */
const stand: { -readonly [K in keyof Identified]: Identified[K] } = {
  id: "",
  name: "",
  source: undefined,
  time: undefined,
  data: undefined,
  causes: undefined,
};

/**
 * The event with an id: itself if it has one, or is no event at all. Otherwise good only until the
 * next call.
 */
export function identified(event: unknown): Identified {
  if (typeof event !== "object" || event === null || (event as EventInput).id !== undefined)
    return event as Identified;
  const { name, source, time, data, causes } = event as EventInput<any>;
  stand.id = freshId();
  stand.name = name;
  stand.source = source;
  stand.time = time;
  stand.data = data;
  stand.causes = causes;
  return stand;
}
