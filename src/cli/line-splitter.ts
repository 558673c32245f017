import { isUtf8 } from "node:buffer";

const NEWLINE = 0x0a;
const LONGEST_LINE = 64 * 1024 * 1024;
const BOM = Buffer.from("\uFEFF");
const NO_BYTES = Buffer.alloc(0);

/**
 * Cuts bytes into lines where they lie. Only a line that goes on in the next chunk is copied, so that
 * memory is bounded by a chunk and the longest line.
 */
export class LineSplitter {
  /** The number of the line that `next` found last, from 1. */
  line = 0;
  /** Where that line is: from `from` to before `to`, where its newline is. */
  bytes: Buffer = NO_BYTES;
  from = 0;
  to = 0;
  /** Why it cannot be read. */
  flaw: string | undefined;
  #at = 0;
  /** Whole lines that come after those in `bytes`. */
  #following: Buffer = NO_BYTES;
  /** The beginning of a line that goes on in the next chunk. */
  #rest: Uint8Array[] = [];
  #restLength = 0;
  /** Whether the line that the rest belongs to is too long to be kept. */
  #tooLong = false;
  /** Likewise of the next line. */
  #isNextTooLong = false;
  readonly #longest: number;

  constructor(longestLine: number = LONGEST_LINE) {
    this.#longest = longestLine;
  }

  /** Takes the next chunk, which is read where it is. Every line of the one before must have been taken out. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const first = bytes.indexOf(NEWLINE) + 1;
    if (first === 0) {
      this.#keep(bytes);
      return;
    }
    const last = bytes.lastIndexOf(NEWLINE) + 1;
    this.#isNextTooLong = this.#tooLong;
    this.#tooLong = false;
    this.#at = 0;
    if (this.#restLength > 0) {
      this.bytes = Buffer.concat([...this.#rest, bytes.subarray(0, first)]);
      this.#following = bytes.subarray(first, last);
    } else this.bytes = bytes.subarray(0, last);
    this.#rest = [];
    this.#restLength = 0;
    this.#keep(bytes.subarray(last));
  }

  /** No chunk will follow: what is left is a line, though no newline ends it. */
  end(): void {
    if (this.#restLength > 0 || this.#tooLong) this.push(Buffer.from("\n"));
  }

  /** Finds the next line; false when another chunk is needed. */
  next(): boolean {
    if (this.#at === this.bytes.length) {
      if (this.#following.length === 0) return false;
      this.bytes = this.#following;
      this.#following = NO_BYTES;
      this.#at = 0;
    }
    this.from = this.#at;
    this.to = this.bytes.indexOf(NEWLINE, this.#at);
    this.#at = this.to + 1;
    this.flaw = undefined;
    if (++this.line === 1 && this.bytes.subarray(0, BOM.length).equals(BOM)) this.from = BOM.length;
    if (this.#isNextTooLong) {
      this.#isNextTooLong = false;
      this.flaw = `longer than ${this.#longest} bytes`;
      // Of what was skipped only the end is here.
      this.from = this.to;
    }
    return true;
  }

  /** The line as text; `undefined`, with a flaw, where it is none. */
  text(): string | undefined {
    const line = this.bytes.subarray(this.from, this.to);
    if (isUtf8(line)) return line.toString("utf8");
    this.flaw = "not UTF-8 text";
    return undefined;
  }

  #keep(rest: Buffer): void {
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
