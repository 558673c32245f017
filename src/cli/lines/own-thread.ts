import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { emptyBlock, type LineBlock } from "./line-block.ts";
import type { LineReader } from "./line-reader.ts";
import type { LinesFound } from "./thread.ts";

/** Blocks on their way: one is used, one waits, one is filled. */
const BLOCKS = 3;
/** From which size on a file is worth a thread. */
const LARGE = 4 * 1024 * 1024;

/** Reads an opened file of so many bytes on a thread of its own, where that is sooner done. */
export function readOnThread(file: number, size: number): LineReader | undefined {
  return size >= LARGE && availableParallelism() > 1 ? new LineThread(file) : undefined;
}

/** A thread that is ahead by a block or two. */
class LineThread implements LineReader {
  readonly #thread: Worker;
  readonly #found: LinesFound[] = [];
  #broken: Error | undefined;
  #wake: () => void = () => {};

  constructor(file: number) {
    this.#thread = new Worker(new URL("thread.js", import.meta.url), { workerData: file });
    this.#thread.on("message", (found: LinesFound) => {
      this.#found.push(found);
      this.#wake();
    });
    this.#thread.on("error", (error) => {
      this.#broken = error;
      this.#wake();
    });
    for (let count = 0; count < BLOCKS; count++) this.#give(emptyBlock());
  }

  async *blocks(consumed: (bytes: number) => void): AsyncGenerator<LineBlock, void, undefined> {
    for (;;) {
      const found = await this.#next();
      consumed(found.consumed);
      yield found.block;
      if (found.failure !== undefined) throw new Error(found.failure);
      if (found.last) return;
      this.#give(found.block);
    }
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  async #next(): Promise<LinesFound> {
    for (;;) {
      const found = this.#found.shift();
      if (found !== undefined) return found;
      if (this.#broken !== undefined) throw this.#broken;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Lets the thread fill a block. */
  #give(block: LineBlock): void {
    this.#thread.postMessage(block, [block.bytes.buffer as ArrayBuffer, block.rows.buffer as ArrayBuffer]);
  }
}
