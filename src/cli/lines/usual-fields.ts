import { afterNumber, afterString, afterValue } from "./json-bytes.ts";
import { CAUSES, DATA, ID, NAME, ROW, SOURCE, TIME } from "./line-block.ts";

const QUOTE = 0x22;
const SPACE = 0x20;
const COMMA = 0x2c;
const CARRIAGE_RETURN = 0x0d;
const NEWLINE = 0x0a;

const PLACES = new Map([
  [packed("id"), ID],
  [packed("name"), NAME],
  [packed("source"), SOURCE],
  [packed("time"), TIME],
  [packed("data"), DATA],
  [packed("causes"), CAUSES],
]);
/** Letters of the longest of them. */
const LONGEST = 6;

/** The letters of a field's name in one number, five bits for each. */
function packed(field: string): number {
  return Array.from(field).reduce((bits, letter) => (bits << 5) | (letter.charCodeAt(0) & 0x1f), 0);
}

/**
 * Finds the fields of a line as programs write them: those of an event and no other, each once, ASCII,
 * nothing escaped. Notes in the row at `row` where they lie; returns where the line's newline is, or -1
 * where the line is not of that kind, be it an event or not. Cost O(length).
 */
export function findFields(bytes: Uint8Array, from: number, rows: Int32Array, row: number): number {
  rows.fill(0, row + ID, row + ROW);
  let at = from;
  let next = bytes[at];
  if (next !== 0x7b /* { */) return -1;
  do {
    at += bytes[at + 1] === SPACE && at > from ? 2 : 1;
    if (bytes[at] !== QUOTE) return -1;
    const name = at + 1;
    let field = 0;
    let letter = bytes[++at]!;
    for (; letter >= 0x61 /* a */ && letter <= 0x7a /* z */; letter = bytes[++at]!)
      field = (field << 5) | (letter & 0x1f);
    if (at - name > LONGEST || letter !== QUOTE || bytes[at + 1] !== 0x3a /* : */) return -1;
    const place = PLACES.get(field);
    at += bytes[at + 2] === SPACE ? 3 : 2;
    if (place === undefined || rows[row + place] !== 0) return -1;
    const end = afterField(place, bytes, at);
    if (end === -1) return -1;
    rows[row + place] = at;
    rows[row + place + 1] = end;
    at = end;
    next = bytes[at];
  } while (next === COMMA);
  if (next !== 0x7d /* } */) return -1;
  at += bytes[at + 1] === CARRIAGE_RETURN ? 2 : 1;
  if (bytes[at] !== NEWLINE || isEmpty(rows, row + ID) || isEmpty(rows, row + NAME)) return -1;
  return at;
}

/** Whether there is no such text, or none in it. */
function isEmpty(rows: Int32Array, place: number): boolean {
  return rows[place + 1]! - rows[place]! <= 2;
}

/** Where the value of a field ends, or -1 where it is not as usual. */
function afterField(place: number, bytes: Uint8Array, at: number): number {
  switch (place) {
    case TIME:
      return bytes[at] === QUOTE ? afterString(bytes, at) : afterNumber(bytes, at);
    case DATA:
      return afterValue(bytes, at);
    case CAUSES:
      return afterStrings(bytes, at);
    default:
      return afterString(bytes, at);
  }
}

/** A list of strings. */
function afterStrings(bytes: Uint8Array, at: number): number {
  if (bytes[at++] !== 0x5b /* [ */) return -1;
  if (bytes[at] === 0x5d /* ] */) return at + 1;
  for (;;) {
    const end = afterString(bytes, at);
    if (end === -1) return -1;
    if (bytes[end] === 0x5d /* ] */) return end + 1;
    if (bytes[end] !== COMMA) return -1;
    at = bytes[end + 1] === SPACE ? end + 2 : end + 1;
  }
}
