import { type EventInput, freshId } from "../event.ts";

type Identified = EventInput<any> & { readonly id: string };

/** What a source yielded; a copy with an id where it is an event that has none. Never throws. */
export function withId(yielded: unknown): Identified {
  try {
    const input = yielded as EventInput<any>;
    if (typeof input !== "object" || input === null || input.id !== undefined) return input as Identified;
    const { name, source, time, data, causes } = input;
    return { id: freshId(), name, source, time, data, causes };
  } catch {
    // Whoever reads it next finds out, and says why.
    return yielded as Identified;
  }
}
