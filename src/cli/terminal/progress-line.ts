import type { EventFile } from "../events/event-file.ts";
import type { Io } from "../io.ts";
import { count } from "../../wording.ts";

const EVERY_MS = 200;

/** A line on a terminal that says how far a long check has come. */
export class ProgressLine {
  readonly #io: Io;
  readonly #files: readonly EventFile[];
  readonly #start: number;
  #last: number;
  #shown = false;

  constructor(io: Io, files: readonly EventFile[]) {
    this.#io = io;
    this.#files = files;
    this.#start = io.clock.now();
    // The first second goes without: most checks are over by then.
    this.#last = this.#start + 1_000 - EVERY_MS;
  }

  update(lines: number): void {
    const now = this.#io.clock.now();
    if (now - this.#last < EVERY_MS) return;
    this.#last = now;
    this.#shown = true;
    const rate = Math.round((lines / Math.max(now - this.#start, 1)) * 1_000);
    this.#io.stderr.write(`\r\u001B[K${count(lines)} events  ${count(rate)}/s${this.#percent()}`);
  }

  /** Takes the line away, so that others can be written. */
  clear(): void {
    if (this.#shown) this.#io.stderr.write("\r\u001B[K");
    this.#shown = false;
  }

  #percent(): string {
    let size = 0;
    let consumed = 0;
    for (const file of this.#files) {
      if (file.size === undefined) return "";
      size += file.size;
      consumed += file.consumed;
    }
    return size === 0 ? "" : `  ${Math.min(100, Math.floor((consumed / size) * 100))} %`;
  }
}
