import type { Clock } from "../clock.ts";
import type { EventInput } from "../event.ts";
import type { Chunk } from "./chunk.ts";

/** What a source yields: one event, or a batch of them in order. An empty batch is fine. */
export type Yielded = EventInput<any> | readonly EventInput<any>[];

/** The part of a web `ReadableStream` that is read here. */
export interface ReadableStreamLike<T> {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: T | undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** Anything that yields events: iterables, async or not, web streams, objects with `events()`. */
export type Source =
  | AsyncIterable<Yielded>
  | Iterable<Yielded>
  | ReadableStreamLike<Yielded>
  | { events(): AsyncIterable<Yielded> | Iterable<Yielded> | ReadableStreamLike<Yielded> };

/** What a cursor tells the one who pulls it: one answer for each pull. */
export interface Receiver {
  arrived(chunk: Chunk): void;
  ended(): void;
  failed(error: unknown): void;
}

/** A source being read: one pull at a time. */
export interface Cursor {
  /**
   * Pulls once. `receiver` gets exactly one answer, at once if the source has it at hand, and no
   * second pull may be made before. Never throws.
   */
  next(receiver: Receiver): void;
  /** Ends the reading and lets the source clean up. A pull in flight is not answered. Never rejects. */
  cancel(): Promise<void> | undefined;
  /** When the oldest event that waits in the source arrived, where that can be known without a pull. */
  oldestAt?(): number;
  /** Tells the source that events of its chunk were taken: there may be room for more. */
  taken?(): void;
}

/** What a source may know of the processor that reads it. */
export interface Reader {
  readonly clock: Clock;
  /** Whether a callback is called or awaited right now: who waits for room then may wait for itself. */
  readonly inCallback: boolean;
  /** Called when a callback begins to be awaited, by the sources in which somebody waits for room. */
  readonly whenAwaiting: Set<() => void>;
}

/**
 * A source that is not pulled but hands over what it keeps, with the time each event was emitted.
 * The method has a name that no other object has by chance.
 */
export interface Connectable {
  "~connect"(reader: Reader): Cursor;
}
