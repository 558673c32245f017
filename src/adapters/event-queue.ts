import { type CausalEvent, type EventDraft, InMemoryEventSource } from "../index.ts";
import type { Fields } from "./fields.ts";
import { WholeMessages } from "./whole-messages.ts";

/** An event of an adapter: complete, so that it can be cited before it is read. */
export type AdapterEvent = EventDraft<Fields> & {
  readonly source: string;
  /** Epoch ms. */
  readonly time: number;
  readonly causes: readonly string[];
};

export interface EventQueueOptions {
  /** Events that may wait to be read; what comes then is dropped, and told. */
  readonly capacity: number;
  /** Called when there is room again after so many events were dropped: it hands in the event that says so. */
  readonly onDropped: (count: number) => void;
  /** Called when the reader wants no more. */
  readonly onCancelled: () => void;
}

type Connect = InMemoryEventSource["~connect"];

/**
 * What an adapter has seen and nobody has read yet, as a source for one reader. What was said in full is
 * kept with an event until a processor has judged it, and let go of then.
 */
export class EventQueue implements AsyncIterable<CausalEvent<any>> {
  readonly #events: InMemoryEventSource;
  readonly #whole = new WholeMessages();
  readonly #options: EventQueueOptions;
  /** How many events found no room. */
  dropped = 0;
  #untold = 0;

  constructor(name: string, options: EventQueueOptions) {
    this.#options = options;
    this.#events = new InMemoryEventSource(name, { capacity: options.capacity });
  }

  get closed(): boolean {
    return this.#events.closed;
  }

  close(): void {
    this.#events.close();
  }

  fail(error: unknown): void {
    this.#events.fail(error);
  }

  /** Adds an event; one that finds no room is dropped. Never throws. */
  add(event: AdapterEvent): void {
    if (this.#events.closed) return;
    if (this.#events.size >= this.#events.capacity) {
      this.dropped++;
      this.#untold++;
      return;
    }
    if (this.#untold > 0) {
      const count = this.#untold;
      this.#untold = 0;
      this.#options.onDropped(count);
    }
    this.#whole.add(event.data);
    this.#events.emit(event);
  }

  /** Keeps what was said in an event while `judge` has it, past the queue. */
  async passBy(event: AdapterEvent, judge: () => Promise<unknown>): Promise<void> {
    this.#whole.add(event.data);
    this.#whole.handedOver(1);
    // What a run that has ended is told of is of no interest to it.
    await judge().catch(() => undefined);
    this.#whole.settled();
  }

  /** Keeps what was said in an event that was judged past the queue as long as that of any. */
  judged(event: AdapterEvent): void {
    this.#whole.add(event.data);
    this.#whole.handedOver(1);
    this.#whole.settled();
  }

  /** The events, in the order in which they were added. For one reader. */
  [Symbol.asyncIterator](): AsyncIterator<CausalEvent<any>, void, undefined> {
    const events = this.#events[Symbol.asyncIterator]();
    return {
      next: () => {
        this.#whole.settled();
        this.#whole.handedOver(1);
        return events.next();
      },
      return: () => {
        // Closed, it answers what is waited for: else that would be waited for first.
        this.#options.onCancelled();
        return events.return();
      },
    };
  }

  /** How a processor takes it up; not for others. */
  "~connect"(reader: Parameters<Connect>[0]): ReturnType<Connect> {
    const cursor = this.#events["~connect"](reader);
    return {
      ...cursor,
      next: (receiver) => {
        // It asks for more when it has judged what it was given.
        this.#whole.settled();
        const arrived: typeof receiver.arrived = (chunk) => {
          this.#whole.handedOver(chunk.size);
          receiver.arrived(chunk);
        };
        cursor.next({ arrived, ended: () => receiver.ended(), failed: (error) => receiver.failed(error) });
      },
      cancel: () => {
        this.#options.onCancelled();
        return cursor.cancel();
      },
    };
  }
}
