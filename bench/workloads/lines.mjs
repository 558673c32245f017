/** @import { Event } from "./event.d.ts" */

const CHUNK = 64 * 1024;

/**
 * Events as an event file, in chunks of whole lines.
 *
 * @param {Iterable<Event>} events
 * @returns {Generator<string, void>}
 */
export function* linesOf(events) {
  let chunk = "";
  for (const event of events) {
    chunk += `${JSON.stringify(event)}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}
