import type { ByteSource } from "./byte-source.ts";
import { type LineEvent, readEventLine } from "./event-line.ts";
import { LineSplitter } from "./line-splitter.ts";
import { UsualLine } from "./usual-line.ts";

/** An event file being read: its lines, one at a time, without waiting while it has some. */
export class EventFile {
  readonly path: string;
  /** The name of the source that its events have unless they say otherwise. */
  readonly name: string;
  /** The name it is registered under: that of the source, numbered where two files share it. */
  readonly source: string;
  /** The highest event time so far, for lines without one. */
  highestTime = 0;
  /** What broke it off. */
  failure: string | undefined;
  /** Whether every line has been given. */
  ended = false;
  #drained = false;
  readonly #bytes: ByteSource;
  readonly #chunks: AsyncGenerator<Uint8Array, void, undefined>;
  readonly #lines = new LineSplitter();
  readonly #usual = new UsualLine();

  constructor(bytes: ByteSource, source: string) {
    this.path = bytes.path === "-" ? "stdin" : bytes.path;
    this.name = bytes.baseName;
    this.source = source;
    this.#bytes = bytes;
    this.#chunks = bytes.chunks();
  }

  /** The number of the line found last. */
  get line(): number {
    return this.#lines.line;
  }

  /** `path:line` of that line. */
  get place(): string {
    return `${this.path}:${this.line}`;
  }

  get size(): number | undefined {
    return this.#bytes.size;
  }

  get consumed(): number {
    return this.#bytes.consumed;
  }

  /** Finds the next line that is not blank; false when the file must be filled first. */
  next(): boolean {
    const lines = this.#lines;
    while (lines.next()) if (lines.flaw !== undefined || !isBlank(lines)) return true;
    return false;
  }

  /** The event of that line, good until the next is read; or, as text, what keeps it from being one. */
  read(): LineEvent | string {
    return readEventLine(this.#lines, this.#usual);
  }

  /**
   * Reads on, after `next` gave nothing. False when the file has ended and every line was given.
   * Never rejects: `failure` tells.
   */
  async fill(): Promise<boolean> {
    if (this.#drained) {
      this.ended = true;
      return false;
    }
    try {
      const { done, value } = await this.#chunks.next();
      if (!done) {
        this.#lines.push(value);
        return true;
      }
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.#drained = true;
    this.#lines.end();
    return true;
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }
}

function isBlank({ bytes, from, to }: LineSplitter): boolean {
  while (from < to && (bytes[from] === 0x20 || bytes[from] === 0x09 || bytes[from] === 0x0d)) from++;
  return from === to;
}

/** Files as sources: those of one base name are numbered, in the order given. */
export function eventFiles(all: readonly ByteSource[]): EventFile[] {
  const taken = new Set<string>();
  return all.map((bytes) => {
    let name = bytes.baseName;
    for (let number = 2; taken.has(name); number++) name = `${bytes.baseName}#${number}`;
    taken.add(name);
    return new EventFile(bytes, name);
  });
}
