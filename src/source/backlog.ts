import { Chunk } from "./chunk.ts";

/** Events in a chunk: large enough to make the hand-over cheap, small enough to let go of what was taken. */
const CHUNK = 1024;

class Link {
  readonly events: unknown[] = [];
  readonly times: number[] = [];
  next: Link | undefined;
}

/** A queue that is filled one event at a time and emptied by the chunk. Every operation is O(1). */
export class Backlog {
  #first: Link | undefined;
  #last: Link | undefined;
  #size = 0;

  /** Events in the queue, without those in chunks that were handed out. */
  get size(): number {
    return this.#size;
  }

  push(event: unknown, at: number): void {
    let last = this.#last;
    if (last === undefined || last.events.length === CHUNK) {
      const link = new Link();
      if (last === undefined) this.#first = link;
      else last.next = link;
      this.#last = last = link;
    }
    last.events.push(event);
    last.times.push(at);
    this.#size++;
  }

  /** Takes the oldest chunk out; it gets no more events. */
  shift(): Chunk | undefined {
    const first = this.#first;
    if (first === undefined) return undefined;
    this.#first = first.next;
    if (first.next === undefined) this.#last = undefined;
    this.#size -= first.events.length;
    return new Chunk(first.events, 0, first.times);
  }

  /** When the oldest event arrived; `Infinity` when there is none. */
  get oldestAt(): number {
    return this.#first?.times[0] ?? Infinity;
  }

  /** Says that everything arrived at `at`. Cost O(size). */
  restamp(at: number): void {
    for (let link = this.#first; link !== undefined; link = link.next) link.times.fill(at);
  }
}
