import type { Writable } from "node:stream";
import type { TextOutput } from "../io.ts";

/** A Node stream as an output. A reader that goes away (`| head`) is no error: `closed` tells. */
export class StreamOutput implements TextOutput {
  closed = false;
  readonly #stream: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  #full = false;
  #failure: Error | undefined;

  constructor(stream: Writable & { readonly isTTY?: boolean; readonly columns?: number }) {
    this.#stream = stream;
    stream.on("error", (error: NodeJS.ErrnoException) => {
      this.closed = true;
      if (!READER_HAS_GONE.has(error.code)) this.#failure ??= error;
    });
  }

  get isTTY(): boolean {
    return this.#stream.isTTY === true;
  }

  get columns(): number | undefined {
    return this.#stream.columns;
  }

  write(text: string): void {
    if (!this.closed) this.#full = !this.#stream.write(text);
  }

  async drained(): Promise<void> {
    if (!this.#full || this.closed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        for (const event of ["drain", "close", "error"]) this.#stream.off(event, done);
        resolve();
      };
      for (const event of ["drain", "close", "error"]) this.#stream.on(event, done);
    });
    this.#full = false;
  }

  async flushed(): Promise<Error | undefined> {
    if (!this.closed) await new Promise<void>((resolve) => this.#stream.write("", () => resolve()));
    // The error of a write is told after its callback.
    await new Promise<void>((resolve) => setImmediate(resolve));
    return this.#failure;
  }
}

const READER_HAS_GONE: ReadonlySet<string | undefined> = new Set([
  "EPIPE",
  "ECONNRESET",
  "ERR_STREAM_DESTROYED",
]);
