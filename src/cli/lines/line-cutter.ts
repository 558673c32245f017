import { LONGEST_LINE } from "../longest-line.ts";
import {
  FROM,
  KIND,
  LINE,
  type LineBlock,
  NAME,
  NAME_WORD,
  ROW,
  SOURCE,
  SOURCE_WORD,
  TEXT,
  TO,
  TOO_LONG,
  USUAL,
} from "./line-block.ts";
import { findFields } from "./usual-fields.ts";
import { Words } from "./words.ts";

const NEWLINE = 0x0a;
const BOM = [0xef, 0xbb, 0xbf];
/** Bytes of a line, more or less: how many rows there is room for at first. */
const SHORT_LINE = 100;

/**
 * Cuts bytes into lines, and finds the fields of those that are as usual. Memory is bounded by a chunk
 * and the longest line.
 */
export class LineCutter {
  /** Lines so far, blank ones too. */
  #lines = 0;
  /** The beginning of a line that goes on in the next chunk. */
  #rest: Uint8Array[] = [];
  #restLength = 0;
  /** Whether the line that the rest belongs to is too long to be kept. */
  #tooLong = false;
  readonly #longest: number;
  readonly #words = new Words();

  constructor(longestLine: number = LONGEST_LINE) {
    this.#longest = longestLine;
  }

  /** Puts the lines that end in the next chunk into a block, whose arrays are used again. The chunk is not kept. */
  cut(chunk: Uint8Array, block: LineBlock): void {
    block.before = this.#lines;
    block.count = 0;
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const tooLong = this.#tooLong;
      const length = this.#fill(block, chunk.subarray(0, end));
      this.#find(block, length, tooLong);
    }
    this.#keep(chunk.subarray(end));
  }

  /** No chunk will follow: what is left is a line, though no newline ends it. */
  end(block: LineBlock): void {
    const isLine = this.#restLength > 0 || this.#tooLong;
    this.cut(Uint8Array.from(isLine ? [NEWLINE] : []), block);
  }

  /** Puts what is left of the chunks before and the beginning of this one into the block. Returns the length. */
  #fill(block: LineBlock, ends: Uint8Array): number {
    const length = this.#restLength + ends.length;
    if (block.bytes.length < length) block.bytes = new Uint8Array(length);
    let at = 0;
    for (const part of [...this.#rest, ends]) {
      block.bytes.set(part, at);
      at += part.length;
    }
    this.#rest = [];
    this.#restLength = 0;
    this.#tooLong = false;
    return length;
  }

  #find(block: LineBlock, length: number, firstIsTooLong: boolean): void {
    const { bytes } = block;
    let from = isMarked(bytes, this.#lines) ? BOM.length : 0;
    let to = 0;
    for (; from < length; from = to + 1) {
      const row = block.count * ROW;
      if (block.rows.length < row + ROW) block.rows = wider(block.rows, length);
      const { rows } = block;
      const isTooLong = firstIsTooLong && block.before === this.#lines;
      const end = isTooLong ? -1 : findFields(bytes, from, rows, row);
      to = end === -1 ? bytes.indexOf(NEWLINE, from) : end;
      this.#lines++;
      if (!isTooLong && end === -1 && isBlank(bytes, from, to)) continue;
      rows[row + LINE] = this.#lines - block.before;
      rows[row + FROM] = from;
      rows[row + TO] = to;
      rows[row + KIND] = isTooLong ? TOO_LONG : end === -1 ? TEXT : USUAL;
      if (end !== -1) {
        rows[row + NAME_WORD] = this.#word(bytes, rows, row + NAME);
        rows[row + SOURCE_WORD] = this.#word(bytes, rows, row + SOURCE);
      }
      block.count++;
    }
  }

  /** The place of the word in a field. */
  #word(bytes: Uint8Array, rows: Int32Array, field: number): number {
    const from = rows[field]!;
    return from === 0 ? 0 : this.#words.note(bytes, from + 1, rows[field + 1]! - 1);
  }

  #keep(rest: Uint8Array): void {
    if (rest.length === 0 || this.#tooLong) return;
    if (this.#restLength + rest.length > this.#longest) {
      this.#tooLong = true;
      this.#rest = [];
      this.#restLength = 0;
      return;
    }
    // A reader may use its buffer again.
    this.#rest.push(Uint8Array.prototype.slice.call(rest));
    this.#restLength += rest.length;
  }
}

/** Whether a byte order mark comes before the first line. */
function isMarked(bytes: Uint8Array, lines: number): boolean {
  return lines === 0 && BOM.every((byte, at) => bytes[at] === byte);
}

/** Rows for twice as many lines, or at first for so many bytes. */
function wider(rows: Int32Array, bytes: number): Int32Array {
  const wide = new Int32Array(Math.max(2 * rows.length, ROW * Math.ceil(bytes / SHORT_LINE)));
  wide.set(rows);
  return wide;
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  while (from < to && (bytes[from] === 0x20 || bytes[from] === 0x09 || bytes[from] === 0x0d)) from++;
  return from === to;
}
