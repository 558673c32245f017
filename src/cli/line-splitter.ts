import { isUtf8 } from "node:buffer";

const NEWLINE = 0x0a;
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * Cuts bytes into lines. Everything up to the last newline of a chunk is decoded at once; only the
 * rest waits for the next chunk, so that memory is bounded by a chunk and the longest line.
 */
export class LineSplitter {
  /** The number of the line that `next` gave last, from 1. */
  line = 0;
  /** Why that line cannot be read; it is then the empty text. */
  flaw: string | undefined;
  #text = "";
  #at = 0;
  /** Lines still to be given where the bytes are not UTF-8: each is judged by itself. */
  #bytes: Buffer | undefined;
  #rest: Uint8Array[] = [];
  #restLength = 0;
  /** Whether the line that the rest belongs to is too long to be kept. */
  #skipping = false;
  readonly #longest: number;

  constructor(longestLine: number = LONGEST_LINE) {
    this.#longest = longestLine;
  }

  /** Takes the next chunk. Every line of the one before must have been taken out. */
  push(chunk: Uint8Array): void {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last === -1) {
      this.#keep(chunk);
      return;
    }
    this.#decode(chunk.subarray(0, last + 1));
    this.#keep(chunk.subarray(last + 1));
  }

  /** No chunk will follow: what is left is a line, though no newline ends it. */
  end(): void {
    if (this.#restLength > 0 || this.#skipping) this.#decode(Buffer.from("\n"));
  }

  /** The next line, without its newline; `undefined` when another chunk is needed. */
  next(): string | undefined {
    this.flaw = undefined;
    if (this.#bytes !== undefined) return this.#nextOfBytes(this.#bytes);
    if (this.#at >= this.#text.length) return undefined;
    const end = this.#text.indexOf("\n", this.#at);
    const line = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    this.line++;
    if (this.#skipping) return this.#skipped();
    return this.#withoutBom(line);
  }

  #decode(lines: Uint8Array): void {
    // What is skipped is not kept, so that the first newline ends a line of no length.
    const bytes = Buffer.concat([...this.#rest, lines]);
    this.#rest = [];
    this.#restLength = 0;
    this.#at = 0;
    if (isUtf8(bytes)) {
      this.#text = bytes.toString("utf8");
      this.#bytes = undefined;
    } else this.#bytes = bytes;
  }

  #nextOfBytes(bytes: Buffer): string | undefined {
    if (this.#at >= bytes.length) {
      this.#bytes = undefined;
      this.#text = "";
      this.#at = 0;
      return undefined;
    }
    const end = bytes.indexOf(NEWLINE, this.#at);
    const line = bytes.subarray(this.#at, end);
    this.#at = end + 1;
    this.line++;
    if (this.#skipping) return this.#skipped();
    if (isUtf8(line)) return this.#withoutBom(line.toString("utf8"));
    this.flaw = "not UTF-8 text";
    return "";
  }

  #withoutBom(line: string): string {
    return this.line === 1 && line.startsWith("\uFEFF") ? line.slice(1) : line;
  }

  #skipped(): string {
    this.#skipping = false;
    this.flaw = `longer than ${this.#longest} bytes`;
    return "";
  }

  #keep(rest: Uint8Array): void {
    if (rest.length === 0 || this.#skipping) return;
    if (this.#restLength + rest.length > this.#longest) {
      this.#skipping = true;
      this.#rest = [];
      this.#restLength = 0;
      return;
    }
    // A reader may use its buffer again.
    this.#rest.push(Uint8Array.prototype.slice.call(rest));
    this.#restLength += rest.length;
  }
}
