import type { Violation } from "../constrain/violation.ts";
import { StreamError } from "../errors.ts";

/** Violations kept for a reader that has not taken them. */
const KEPT = 10_000;

/**
 * The violations from now on, for one reader. It does not slow the stream: who falls more than
 * 10,000 behind gets those, and then a StreamError `Lagged`.
 */
export class ViolationStream implements AsyncIterableIterator<Violation> {
  #waiting: Violation[] = [];
  readonly #reads: ((result: IteratorResult<Violation>) => void)[] = [];
  readonly #left: (stream: ViolationStream) => void;
  #lost = 0;
  #ended = false;

  /** `left` is called when the reader leaves. */
  constructor(left: (stream: ViolationStream) => void) {
    this.#left = left;
  }

  push(violation: Violation): void {
    if (this.#ended) return;
    const read = this.#reads.shift();
    if (read !== undefined) read({ done: false, value: violation });
    else if (this.#waiting.length < KEPT && this.#lost === 0) this.#waiting.push(violation);
    else this.#lost++;
  }

  /** No more will come; what waits can still be read. */
  end(): void {
    this.#ended = true;
    for (const read of this.#reads.splice(0)) read({ done: true, value: undefined });
  }

  async next(): Promise<IteratorResult<Violation>> {
    const value = this.#waiting.shift();
    if (value !== undefined) return { done: false, value };
    if (this.#lost > 0) {
      const lost = this.#lost;
      this.#leave();
      throw new StreamError(
        "Lagged",
        `${lost} violations were not read in time and are lost to this reader; the report counts them, onViolation sees them all`,
      );
    }
    if (this.#ended) return { done: true, value: undefined };
    return new Promise((resolve) => this.#reads.push(resolve));
  }

  async return(): Promise<IteratorResult<Violation>> {
    this.#leave();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #leave(): void {
    this.#waiting = [];
    this.#lost = 0;
    this.end();
    this.#left(this);
  }
}
