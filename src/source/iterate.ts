import { show } from "../show.ts";
import { Chunk } from "./chunk.ts";
import type { Cursor, Reader, Receiver } from "./source.ts";

/** Pulls from a synchronous iterable: every pull is answered at once. */
export class IterableCursor implements Cursor {
  readonly #reader: Reader;
  readonly #source: Iterable<unknown>;
  readonly #single: unknown[] = [undefined];
  readonly #chunk = new Chunk(this.#single, 0);
  #iterator: Iterator<unknown> | undefined;
  #done = false;

  constructor(reader: Reader, source: Iterable<unknown>) {
    this.#reader = reader;
    this.#source = source;
  }

  next(receiver: Receiver): void {
    if (this.#done) {
      receiver.ended();
      return;
    }
    let value: unknown;
    try {
      this.#iterator ??= this.#source[Symbol.iterator]();
      const result = mustBeResult(this.#iterator.next());
      if (result.done === true) {
        this.#done = true;
        receiver.ended();
        return;
      }
      ({ value } = result);
    } catch (error) {
      this.#done = true;
      receiver.failed(error);
      return;
    }
    receiver.arrived(fill(this.#chunk, this.#single, value, this.#reader.clock.now()));
  }

  cancel(): undefined {
    if (this.#done) return undefined;
    this.#done = true;
    try {
      this.#iterator?.return?.();
    } catch {
      // It was told to stop; how it dislikes that is nobody's concern any more.
    }
    return undefined;
  }
}

/** Pulls from an async iterator; what it hands over has arrived when its promise resolves. */
export class AsyncCursor implements Cursor {
  readonly #reader: Reader;
  readonly #open: () => AsyncIterator<unknown>;
  readonly #holdsUnread: boolean;
  readonly #single: unknown[] = [undefined];
  readonly #chunk = new Chunk(this.#single, 0);
  #iterator: AsyncIterator<unknown> | undefined;
  #done = false;
  #receiver: Receiver | undefined;

  /** `holdsUnread`: it holds resources before it is read, so it is opened even if only to cancel. */
  constructor(
    reader: Reader,
    open: () => AsyncIterator<unknown>,
    { holdsUnread = false }: { holdsUnread?: boolean } = {},
  ) {
    this.#reader = reader;
    this.#open = open;
    this.#holdsUnread = holdsUnread;
  }

  next(receiver: Receiver): void {
    if (this.#done) {
      receiver.ended();
      return;
    }
    this.#receiver = receiver;
    try {
      this.#iterator ??= this.#open();
      // Some hand-written iterators answer without a promise.
      const answer: unknown = this.#iterator.next();
      Promise.resolve(answer as IteratorResult<unknown>).then(this.#answered, this.#failed);
    } catch (error) {
      this.#failed(error);
    }
  }

  readonly #answered = (result: IteratorResult<unknown>): void => {
    if (this.#done) return;
    const receiver = this.#receiver;
    let value: unknown;
    try {
      if (mustBeResult(result).done === true) {
        this.#done = true;
        receiver?.ended();
        return;
      }
      ({ value } = result);
    } catch (error) {
      this.#failed(error);
      return;
    }
    receiver?.arrived(fill(this.#chunk, this.#single, value, this.#reader.clock.now()));
  };

  readonly #failed = (error: unknown): void => {
    if (this.#done) return;
    this.#done = true;
    this.#receiver?.failed(error);
  };

  cancel(): Promise<void> | undefined {
    if (this.#done) return undefined;
    this.#done = true;
    if (this.#iterator === undefined && !this.#holdsUnread) return undefined;
    return this.#close();
  }

  async #close(): Promise<void> {
    try {
      this.#iterator ??= this.#open();
      await this.#iterator.return?.();
    } catch {
      // It was told to stop; how it dislikes that is nobody's concern any more.
    }
  }
}

function mustBeResult(result: IteratorResult<unknown>): IteratorResult<unknown> {
  if (typeof result === "object" && result !== null) return result;
  throw new TypeError(`next() of the source answered ${show(result)}, not { done, value }`);
}

/** Refills the chunk a cursor uses over and over: the last one was taken before the next pull. */
function fill(chunk: Chunk, single: unknown[], value: unknown, at: number): Chunk {
  chunk.at = at;
  chunk.index = 0;
  if (Array.isArray(value)) chunk.events = value;
  else {
    single[0] = value;
    chunk.events = single;
  }
  return chunk;
}
