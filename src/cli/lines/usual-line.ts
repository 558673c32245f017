import { Unparsed } from "../../unparsed.ts";
import { readIsoTime } from "../events/event-time.ts";
import { afterString } from "./json-bytes.ts";
import {
  CAUSES,
  DATA,
  ID,
  type LineBlock,
  NAME,
  NAME_WORD,
  NEW,
  SOURCE,
  SOURCE_WORD,
  TIME,
  WORDS,
} from "./line-block.ts";

const NO_CAUSES: readonly string[] = Object.freeze([]);
const QUOTE = 0x22;

/** What `toString("latin1")` comes to, without looking up the encoding each time. */
type Bytes = Buffer & { latin1Slice(from: number, to: number): string };

/**
 * The event of a line whose fields were found. It is read from the bytes, without making text of the
 * line, and its data stays unparsed. One object for one line after the other, which must all be given
 * to it: words are told only once.
 */
export class UsualLine {
  id = "";
  name = "";
  source: string | undefined;
  time: number | undefined;
  data: Unparsed | undefined;
  causes: readonly string[] = NO_CAUSES;
  #bytes = Buffer.alloc(0) as Bytes;
  readonly #words: string[] = Array.from({ length: WORDS }, () => "");

  /** Reads the line of a row. False when its time is none: then nothing of it is to be used. */
  read({ bytes, rows }: LineBlock, row: number): boolean {
    if (this.#bytes.buffer !== bytes.buffer) this.#bytes = Buffer.from(bytes.buffer) as Bytes;
    const text = this.#bytes;
    this.id = text.latin1Slice(rows[row + ID]! + 1, rows[row + ID + 1]! - 1);
    this.name = this.#word(rows, row + NAME, rows[row + NAME_WORD]!);
    this.source =
      rows[row + SOURCE] === 0 ? undefined : this.#word(rows, row + SOURCE, rows[row + SOURCE_WORD]!);
    const data = rows[row + DATA]!;
    this.data = data === 0 ? undefined : new Unparsed(text.latin1Slice(data, rows[row + DATA + 1]!));
    const causes = rows[row + CAUSES]!;
    this.causes = rows[row + CAUSES + 1]! - causes <= 2 ? NO_CAUSES : causesAt(text, causes);
    const time = rows[row + TIME]!;
    this.time = time === 0 ? undefined : timeAt(text, time, rows[row + TIME + 1]!);
    return time === 0 || this.time !== undefined;
  }

  #word(rows: Int32Array, field: number, word: number): string {
    if (word < NEW) return this.#words[word]!;
    return (this.#words[word - NEW] = this.#bytes.latin1Slice(rows[field]! + 1, rows[field + 1]! - 1));
  }
}

function causesAt(bytes: Bytes, at: number): readonly string[] {
  const ids: string[] = [];
  do {
    const from = bytes.indexOf(QUOTE, at);
    at = afterString(bytes, from);
    ids.push(bytes.latin1Slice(from + 1, at - 1));
  } while (bytes[at] !== 0x5d /* ] */);
  return ids;
}

function timeAt(bytes: Bytes, from: number, to: number): number | undefined {
  return bytes[from] === QUOTE ? readIsoTime(bytes.latin1Slice(from + 1, to - 1)) : numberAt(bytes, from, to);
}

/** Digits that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;

function numberAt(bytes: Bytes, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9 || to - from > EXACT_DIGITS) return Number(bytes.latin1Slice(from, to));
    value = 10 * value + digit;
  }
  return value;
}
