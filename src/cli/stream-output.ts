import type { Writable } from "node:stream";
import type { Output } from "./io.ts";

/** A Node stream as an output. A reader that goes away (`| head`) is no error: `closed` tells. */
export class StreamOutput implements Output {
  closed = false;
  readonly #stream: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  #full = false;

  constructor(stream: Writable & { readonly isTTY?: boolean; readonly columns?: number }) {
    this.#stream = stream;
    stream.on("error", () => {
      this.closed = true;
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
}
