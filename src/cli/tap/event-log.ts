import { createWriteStream, openSync, type WriteStream } from "node:fs";
import { fileProblem } from "../file-problem.ts";

/** An event as `check` reads it. */
export interface LoggedEvent {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly time: number;
  readonly data: unknown;
  readonly causes: readonly string[];
}

/** How long a line may wait for others, so that they are written together. */
const WAIT_MS = 10;

/** A file that events are appended to, one a line. */
export class EventLog {
  readonly #stream: WriteStream;
  #lines: string[] = [];

  /**
   * Throws a sentence where the file cannot be opened. What goes wrong later is told to `onError`,
   * once, and nothing more is written.
   */
  constructor(path: string, shown: string, onError: (sentence: string) => void) {
    let fd: number;
    try {
      // It may hold what was said: not for others to read.
      fd = openSync(path, "a", 0o600);
    } catch (error) {
      throw new Error(`cannot write ${shown}: ${fileProblem(error)}`, { cause: error });
    }
    this.#stream = createWriteStream("", { fd });
    this.#stream.once("error", (error) => onError(`${shown} is not whole: ${fileProblem(error)}`));
    this.#stream.on("error", () => {});
  }

  write({ id, name, source, time, data, causes }: LoggedEvent): void {
    if (this.#stream.destroyed) return;
    // A write of its own for each would delay what passes between two of them.
    if (this.#lines.length === 0) setTimeout(() => this.#flush(), WAIT_MS);
    this.#lines.push(`${JSON.stringify({ id, name, source, time, data, causes })}\n`);
  }

  /** Resolves when all has been written. Never rejects. */
  async close(): Promise<void> {
    this.#flush();
    // What went wrong is told before it closes, and after it is destroyed.
    if (this.#stream.closed) return;
    await new Promise<void>((resolve) => {
      this.#stream.once("close", resolve);
      this.#stream.end();
    });
  }

  #flush(): void {
    if (this.#lines.length > 0 && !this.#stream.destroyed) this.#stream.write(this.#lines.join(""));
    this.#lines = [];
  }
}
