import { messageOf } from "../../message-of.ts";
import { type LineEvent, readEventLine } from "./event-line.ts";
import { conversionOf } from "./json-layout.ts";
import { emptyBlock, FROM, LINE, type LineBlock, ROW, TO } from "../lines/line-block.ts";
import type { LineSource } from "../lines/line-source.ts";
import { UsualLine } from "../lines/usual-line.ts";
import { UnknownKeys } from "./unknown-keys.ts";

/** How much of a first line is looked at. */
const BEGINNING = 80;

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
  /** Keys of its lines that are no fields of an event. */
  readonly unknownKeys: UnknownKeys = new UnknownKeys();
  /** How to make an event file of it, where it is JSON of another layout. */
  conversion: string | undefined;
  readonly #lines: LineSource;
  readonly #blocks: AsyncGenerator<LineBlock, void, undefined>;
  #block: LineBlock = emptyBlock();
  /** Which row of the block the line found last has; -1 for none yet. */
  #row = -1;
  readonly #usual = new UsualLine();

  constructor(lines: LineSource, source: string) {
    this.path = lines.path;
    this.name = lines.baseName;
    this.source = source;
    this.#lines = lines;
    this.#blocks = lines.blocks();
  }

  /** The number of the line found last. */
  get line(): number {
    return this.#block.before + this.#block.rows[this.#row * ROW + LINE]!;
  }

  /** `path:line` of that line. */
  get place(): string {
    return `${this.path}:${this.line}`;
  }

  get size(): number | undefined {
    return this.#lines.size;
  }

  get consumed(): number {
    return this.#lines.consumed;
  }

  /** Finds the next line that is not blank; false when the file must be filled first. */
  next(): boolean {
    if (this.#row + 1 === this.#block.count) return false;
    this.#row++;
    return true;
  }

  /** The event of that line, good until the next is read; or, as text, what keeps it from being one. */
  read(): LineEvent | string {
    const event = readEventLine(this.#block, this.#row * ROW, this.#usual);
    // A usual line has the fields of an event and no other.
    if (typeof event === "string") this.#noteLayout();
    else if (event !== this.#usual) this.unknownKeys.note(event);
    return event;
  }

  /** Looks at how the file begins, where its first line is no event. */
  #noteLayout(): void {
    const { before, bytes, rows } = this.#block;
    if (before > 0 || this.#row > 0) return;
    const line = bytes.subarray(rows[FROM], Math.min(rows[TO]!, rows[FROM]! + BEGINNING));
    this.conversion = conversionOf(Buffer.from(line).toString("latin1"), this.path);
  }

  /**
   * Reads on, after `next` gave nothing. False when the file has ended and every line was given.
   * Never rejects: `failure` tells.
   */
  async fill(): Promise<boolean> {
    try {
      const { done, value } = await this.#blocks.next();
      if (!done) {
        this.#block = value;
        this.#row = -1;
        return true;
      }
    } catch (error) {
      this.failure = messageOf(error);
    }
    this.ended = true;
    return false;
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
}

/** Files as sources: those of one base name are numbered, in the order given. */
export function eventFiles(all: readonly LineSource[]): EventFile[] {
  const taken = new Set<string>();
  return all.map((lines) => {
    let name = lines.baseName;
    for (let number = 2; taken.has(name); number++) name = `${lines.baseName}#${number}`;
    taken.add(name);
    return new EventFile(lines, name);
  });
}
