import { show } from "../show.ts";
import type { Connectable, Cursor, Reader, ReadableStreamLike } from "./source.ts";
import { AsyncCursor, IterableCursor } from "./iterate.ts";

/**
 * Makes a cursor over anything that is a source; nothing is read before the first pull. Throws a
 * TypeError for what is no source.
 */
export function openSource(source: unknown, reader: Reader): Cursor {
  if (typeof source !== "object" || source === null)
    throw new TypeError(
      `a source is an async iterable, an iterable, a ReadableStream or an object with events(), not ${show(source)}`,
    );
  if (has(source, "~connect")) return (source as Connectable)["~connect"](reader);
  // Not as the async iterable that it may be too: that could not be cancelled while a read waits.
  if (has(source, "getReader"))
    return new AsyncCursor(reader, () => streamIterator(source as ReadableStreamLike<unknown>), {
      holdsUnread: true,
    });
  if (Symbol.asyncIterator in source)
    return new AsyncCursor(reader, () => (source as AsyncIterable<unknown>)[Symbol.asyncIterator]());
  if (has(source, "events")) return new DeferredCursor(reader, source as { events(): unknown });
  if (Symbol.iterator in source) return new IterableCursor(reader, source as Iterable<unknown>);
  throw new TypeError(
    `a source is an async iterable, an iterable, a ReadableStream or an object with events(), not an object with ${show(Object.keys(source))}`,
  );
}

/** The name a source object gives itself, for events that name no source. */
export function ownName(source: object): string | undefined {
  const { name } = source as { name?: unknown };
  return typeof name === "string" && name !== "" ? name : undefined;
}

function has(source: object, method: string): boolean {
  return typeof (source as Record<string, unknown>)[method] === "function";
}

function streamIterator(stream: ReadableStreamLike<unknown>): AsyncIterator<unknown> {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

/** Calls `events()` with the first pull, not when the source is added. */
class DeferredCursor implements Cursor {
  readonly #reader: Reader;
  readonly #source: { events(): unknown };
  #cursor: Cursor | undefined;
  #cancelled = false;

  constructor(reader: Reader, source: { events(): unknown }) {
    this.#reader = reader;
    this.#source = source;
  }

  next(receiver: Parameters<Cursor["next"]>[0]): void {
    if (this.#cancelled) return;
    if (this.#cursor === undefined) {
      try {
        this.#cursor = openSource(this.#source.events(), this.#reader);
      } catch (error) {
        receiver.failed(error);
        return;
      }
    }
    this.#cursor.next(receiver);
  }

  cancel(): Promise<void> | undefined {
    this.#cancelled = true;
    return this.#cursor?.cancel();
  }

  oldestAt(): number {
    return this.#cursor?.oldestAt?.() ?? Infinity;
  }

  taken(): void {
    this.#cursor?.taken?.();
  }
}
