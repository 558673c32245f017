const NEWLINE = 0x0a;

/** A line as bytes, with its newline where it has one. */
export interface RawLine {
  readonly bytes: Buffer;
  /** How long it is: more than `bytes` where it was too long to be kept. */
  readonly size: number;
}

/**
 * Cuts bytes into lines and leaves them as they are. Of a line longer than `longest` only the length
 * is kept; its bytes go to `onLong`, part by part, before it.
 */
export class RawLines {
  readonly #longest: number;
  readonly #onLong: (part: Buffer) => void;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(longest: number, onLong: (part: Buffer) => void = () => {}) {
    this.#longest = longest;
    this.#onLong = onLong;
  }

  /** The lines that end in this chunk. They are good for as long as the chunk is. */
  *push(chunk: Buffer): IterableIterator<RawLine> {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, end + 1));
      from = end + 1;
      yield this.#take();
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  /** What is left at the end, if anything is: a line without a newline. */
  *end(): IterableIterator<RawLine> {
    if (this.#size > 0) yield this.#take();
  }

  #keep(part: Buffer): void {
    this.#size += part.length;
    this.#parts.push(part);
    if (this.#size <= this.#longest) return;
    for (const each of this.#parts) this.#onLong(each);
    this.#parts = [];
  }

  #take(): RawLine {
    const [first = EMPTY, ...more] = this.#parts;
    const line = { bytes: more.length === 0 ? first : Buffer.concat(this.#parts), size: this.#size };
    this.#parts = [];
    this.#size = 0;
    return line;
  }
}

const EMPTY = Buffer.alloc(0);
