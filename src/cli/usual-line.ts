import { Unparsed } from "../unparsed.ts";
import { afterNumber, afterString, afterValue } from "./json-bytes.ts";
import { readIsoTime } from "./event-time.ts";
import { Words } from "./words.ts";

const NO_CAUSES: readonly string[] = Object.freeze([]);

const ID = packed("id");
const NAME = packed("name");
const SOURCE = packed("source");
const TIME = packed("time");
const DATA = packed("data");
const CAUSES = packed("causes");
/** Letters of the longest of them. */
const LONGEST = 6;

/** The letters of a field's name in one number, five bits for each. */
function packed(field: string): number {
  return Buffer.from(field).reduce((bits, letter) => (bits << 5) | (letter & 0x1f), 0);
}

/**
 * The event of a line as programs write them: the fields of an event and no other, each once, ASCII,
 * nothing escaped. It is read from the bytes, without making text of them, and its data stays
 * unparsed. One object for one line after the other.
 */
export class UsualLine {
  id = "";
  name = "";
  source: string | undefined;
  time: number | undefined;
  data: Unparsed | undefined;
  causes: readonly string[] = NO_CAUSES;
  readonly #words = new Words();

  /**
   * Reads the line that begins at `from` and ends before `to`, where its newline is. False when it is
   * not of the usual kind, be it valid or not: then nothing of it is to be used. Cost O(length).
   */
  read(bytes: Buffer, from: number, to: number): boolean {
    this.id = "";
    this.name = "";
    this.source = undefined;
    this.time = undefined;
    this.data = undefined;
    this.causes = NO_CAUSES;
    let at = from;
    let next = bytes[at];
    if (next !== 0x7b /* { */) return false;
    do {
      at += bytes[at + 1] === 0x20 && at > from ? 2 : 1;
      if (bytes[at] !== 0x22 /* " */) return false;
      const name = at + 1;
      let field = 0;
      let letter = bytes[++at]!;
      for (; letter >= 0x61 /* a */ && letter <= 0x7a /* z */; letter = bytes[++at]!)
        field = (field << 5) | (letter & 0x1f);
      if (at - name > LONGEST || letter !== 0x22 || bytes[at + 1] !== 0x3a /* : */) return false;
      at = this.#value(field, bytes, bytes[at + 2] === 0x20 ? at + 3 : at + 2);
      if (at === -1) return false;
      next = bytes[at];
    } while (next === 0x2c /* , */);
    if (next !== 0x7d /* } */) return false;
    at += bytes[at + 1] === 0x0d /* CR */ ? 2 : 1;
    return at === to && this.id !== "" && this.name !== "";
  }

  /** Reads the value of a field; where it ends, or -1 where it is not as usual, or there already. */
  #value(field: number, bytes: Buffer, at: number): number {
    let end = -1;
    if (field === ID) {
      end = afterString(bytes, at);
      if (end === -1 || this.id !== "") return -1;
      this.id = bytes.toString("latin1", at + 1, end - 1);
    } else if (field === NAME) {
      end = afterString(bytes, at);
      if (end === -1 || this.name !== "") return -1;
      this.name = this.#words.read(bytes, at + 1, end - 1);
    } else if (field === SOURCE) {
      end = afterString(bytes, at);
      if (end === -1 || this.source !== undefined) return -1;
      this.source = this.#words.read(bytes, at + 1, end - 1);
    } else if (field === TIME) {
      const isText = bytes[at] === 0x22; /* " */
      end = isText ? afterString(bytes, at) : afterNumber(bytes, at);
      if (end === -1 || this.time !== undefined) return -1;
      this.time = isText ? readIsoTime(bytes.toString("latin1", at + 1, end - 1)) : numberAt(bytes, at, end);
      if (this.time === undefined) return -1;
    } else if (field === DATA) {
      end = afterValue(bytes, at);
      if (end === -1 || this.data !== undefined) return -1;
      this.data = new Unparsed(bytes.toString("latin1", at, end));
    } else if (field === CAUSES && this.causes === NO_CAUSES) end = this.#readCauses(bytes, at);
    return end;
  }

  #readCauses(bytes: Buffer, at: number): number {
    if (bytes[at++] !== 0x5b /* [ */) return -1;
    if (bytes[at] === 0x5d /* ] */) return at + 1;
    const ids: string[] = [];
    this.causes = ids;
    for (;;) {
      const end = afterString(bytes, at);
      if (end === -1) return -1;
      ids.push(bytes.toString("latin1", at + 1, end - 1));
      if (bytes[end] === 0x5d /* ] */) return end + 1;
      if (bytes[end] !== 0x2c /* , */) return -1;
      at = bytes[end + 1] === 0x20 ? end + 2 : end + 1;
    }
  }
}

/** Digits that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;

function numberAt(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9 || to - from > EXACT_DIGITS) return Number(bytes.toString("latin1", from, to));
    value = 10 * value + digit;
  }
  return value;
}
