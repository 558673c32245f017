import { isUtf8 } from "node:buffer";
import type { EventInput } from "../../event.ts";
import { messageOf } from "../../message-of.ts";
import { flawOf } from "../../read-input.ts";
import { show } from "../../show.ts";
import { readIsoTime } from "./event-time.ts";
import { FROM, KIND, type LineBlock, TO, TOO_LONG, USUAL } from "../lines/line-block.ts";
import type { UsualLine } from "../lines/usual-line.ts";
import { LONGEST_LINE } from "../longest-line.ts";

/**
 * An event as a line gives it; its data may be unparsed. Whether the rest of it is in order the engine
 * says.
 */
export type LineEvent = EventInput & { readonly id: string; readonly time?: number | undefined };

/**
 * Reads the line of a row. What keeps it from being an event comes back as text. `usual` reads lines of
 * its kind, and is the event then.
 */
export function readEventLine(block: LineBlock, row: number, usual: UsualLine): LineEvent | string {
  const { bytes, rows } = block;
  const kind = rows[row + KIND];
  if (kind === USUAL && usual.read(block, row)) return usual;
  if (kind === TOO_LONG) return `longer than ${LONGEST_LINE} bytes`;
  const line = bytes.subarray(rows[row + FROM], rows[row + TO]);
  return isUtf8(line) ? parseEventLine(UTF_8.decode(line)) : "not UTF-8 text";
}

const UTF_8 = new TextDecoder("utf-8", { ignoreBOM: true });

function parseEventLine(text: string): LineEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${jsonProblem(error, text)}`;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `not an event: expected an object with id and name, got ${show(value)}`;
  const event = value as { id?: unknown; time?: unknown };
  if (typeof event.time === "string") {
    const read = readIsoTime(event.time);
    if (read === undefined)
      return `time: expected epoch milliseconds or ISO 8601 such as "2026-01-31T12:00:00Z", got ${show(event.time)}`;
    event.time = read;
  }
  if (event.id === undefined) return "id: is missing; an event needs one, so that others can cite it";
  return event as LineEvent;
}

/** What the engine found wrong with an event of a line. */
export function eventProblem(event: LineEvent): string {
  const flaw = flawOf(event);
  return flaw === undefined ? "refused" : `${flaw.field}: ${flaw.problem}`;
}

/** Node words its errors differently in each version; what is wrong is the same in all. */
function jsonProblem(error: unknown, text: string): string {
  const message = messageOf(error);
  const at = /position (\d+)/.exec(message)?.[1];
  if (/unexpected end|unterminated/i.test(message) || Number(at) >= text.trimEnd().length)
    return "the line is cut off";
  const found = /Unexpected token '?(.)'?/u.exec(message)?.[1];
  if (found === undefined && at === undefined) return `got ${show(text.trim())}`;
  const where = at === undefined ? "" : ` at column ${Number(at) + 1}`;
  return `unexpected ${found === undefined ? "text" : show(found)}${where}`;
}
