import { type Clock, systemClock } from "../clock.ts";
import { SourceClosed, SourceFull } from "../errors.ts";
import type { CausalEvent, EventInput } from "../event.ts";
import { checkKnown } from "../known-options.ts";
import { show } from "../show.ts";
import { Backlog } from "./backlog.ts";
import { Chunk } from "./chunk.ts";
import { type Emission, eventOf, readEmission } from "./emission.ts";
import { eventsIn } from "./events-in.ts";
import { macrotask } from "./macrotask.ts";
import type { Connectable, Cursor, Reader, Receiver } from "./source.ts";

export interface InMemoryOptions {
  /** How many events may wait to be read. Default: any number. */
  readonly capacity?: number | undefined;
}

interface WaitingPut {
  readonly emission: Emission;
  readonly accepted: (event: CausalEvent<any>) => void;
  readonly refused: (error: unknown) => void;
}

/**
 * A source that is written by hand. Events are read in the order they were emitted, each stamped
 * with the clock at its emission: the clock of the processor that reads it, the machine's before.
 * One reader at a time; what is not read stays for the next.
 */
export class InMemoryEventSource implements AsyncIterable<CausalEvent<any>>, Connectable {
  readonly name: string;
  readonly capacity: number;
  readonly #backlog = new Backlog();
  readonly #knownNames = new Set<string>();
  #puts: WaitingPut[] = [];
  #handedOut: Chunk | undefined;
  #clock: Clock = systemClock;
  #lastAt = -Infinity;
  #reader: Reader | undefined;
  #receiver: Receiver | undefined;
  /** Set once a reader has gone for good: who waits for room would wait for ever. */
  #abandoned = false;
  #exceeded = 0;
  #end: { readonly error?: unknown; readonly failed: boolean } | undefined;

  constructor(name: string, options: InMemoryOptions = {}) {
    checkKnown("new InMemoryEventSource", options, ["capacity"]);
    const { capacity = Infinity } = options;
    if (typeof name !== "string" || name === "")
      throw new TypeError(`a source's name is a non-empty string, not ${show(name)}`);
    if (capacity !== Infinity && !(Number.isInteger(capacity) && capacity >= 1))
      throw new TypeError(`capacity is a whole number of events from 1 up, not ${show(capacity)}`);
    this.name = name;
    this.capacity = capacity;
  }

  /** How many events wait: emitted, and not yet taken by the processor. */
  get size(): number {
    return this.#backlog.size + (this.#handedOut?.size ?? 0);
  }

  /** How many events `put` let in past the capacity because a callback was running. */
  get exceeded(): number {
    return this.#exceeded;
  }

  /** Whether it was closed or has failed. */
  get closed(): boolean {
    return this.#end !== undefined;
  }

  /**
   * Adds an event and returns it as it will be read, to be cited. Throws `InvalidEvent`,
   * `SourceFull` at capacity, `SourceClosed`. Cost O(causes).
   */
  emit(input: EventInput<any>): CausalEvent<any> {
    this.#mustBeOpen();
    const emission = readEmission(input, this.name, this.#knownNames);
    if (this.size >= this.capacity)
      throw new SourceFull(
        `source "${this.name}" is full: its capacity is ${this.capacity}; await put() instead, or raise the capacity`,
      );
    return this.#accept(emission);
  }

  /**
   * Adds an event as soon as there is room, after the puts that wait already. While the processor
   * that reads the source runs a callback it does not wait but goes past the capacity, and counts
   * it: the callback may be what it would wait for. Rejects as `emit` throws, but never with
   * `SourceFull`; with `SourceClosed` too when a processor stops reading while it waits.
   */
  async put(input: EventInput<any>): Promise<CausalEvent<any>> {
    this.#mustBeOpen();
    const emission = readEmission(input, this.name, this.#knownNames);
    if (this.#puts.length === 0 && this.size < this.capacity) return this.#accept(emission);
    if (this.#reader?.inCallback === true) {
      this.#letPutsIn();
      const event = this.#acceptPast(emission);
      // A producer that puts in a loop must not keep the callback from being served.
      await macrotask();
      return event;
    }
    if (this.#abandoned) throw this.#unread();
    return new Promise((accepted, refused) => {
      this.#puts.push({ emission, accepted, refused });
      this.#reader?.whenAwaiting.add(this.#letPutsIn);
    });
  }

  /** Ends the source after what it has emitted. Puts that wait are refused. The first end stands. */
  close(): void {
    this.#finish({ failed: false });
  }

  /** Ends the source after what it has emitted, as failed. Puts that wait are refused. */
  fail(error: unknown): void {
    this.#finish({ failed: true, error });
  }

  /** Reads the events outside a processor. */
  [Symbol.asyncIterator](): AsyncGenerator<CausalEvent<any>, void, undefined> {
    const reader: Reader = { clock: this.#clock, inCallback: false, whenAwaiting: new Set() };
    return eventsIn(this["~connect"](reader), this.name);
  }

  /** How a processor takes it up; not for others. Throws a TypeError while it is being read. */
  "~connect"(reader: Reader): Cursor {
    if (this.#reader !== undefined)
      throw new TypeError(`source "${this.name}" is being read already; a source has one reader at a time`);
    if (reader.clock !== this.#clock) {
      // Stamps of another clock mean nothing here: what waits arrives now.
      const now = reader.clock.now();
      const rest = this.#handedOut;
      this.#clock = reader.clock;
      this.#lastAt = now;
      this.#backlog.restamp(now);
      if (rest !== undefined) this.#handedOut = new Chunk(rest.events.slice(rest.index), now);
    }
    this.#reader = reader;
    this.#abandoned = false;
    if (this.#puts.length > 0) reader.whenAwaiting.add(this.#letPutsIn);
    return {
      next: (receiver) => this.#next(receiver),
      cancel: () => this.#leave(reader),
      oldestAt: () => Math.min(this.#handedOut?.oldestAt ?? Infinity, this.#backlog.oldestAt),
      taken: () => {
        if (this.#puts.length > 0) this.#fillUp();
      },
    };
  }

  #next(receiver: Receiver): void {
    if (this.#handedOut === undefined || this.#handedOut.size === 0) this.#handedOut = this.#backlog.shift();
    if (this.#handedOut !== undefined) receiver.arrived(this.#handedOut);
    else if (this.#end === undefined) this.#receiver = receiver;
    else {
      // Who reads to the end does not come back to cancel.
      this.#leave(this.#reader);
      if (this.#end.failed) receiver.failed(this.#end.error);
      else receiver.ended();
    }
  }

  #leave(reader: Reader | undefined): undefined {
    if (reader === undefined || this.#reader !== reader) return;
    reader.whenAwaiting.delete(this.#letPutsIn);
    this.#reader = undefined;
    this.#receiver = undefined;
    this.#abandoned = true;
    this.#refusePuts(this.#unread());
  }

  #accept(emission: Emission): CausalEvent<any> {
    const at = Math.max(this.#lastAt, this.#clock.now());
    this.#lastAt = at;
    this.#backlog.push(emission, at);
    this.#answer();
    return eventOf(emission, this.name, at);
  }

  #acceptPast(emission: Emission): CausalEvent<any> {
    if (this.size >= this.capacity) this.#exceeded++;
    return this.#accept(emission);
  }

  /** Answers a pull that waits. */
  #answer(): void {
    const receiver = this.#receiver;
    if (receiver === undefined) return;
    this.#receiver = undefined;
    this.#next(receiver);
  }

  /** Lets in the puts there is room for, the longest waiting first. */
  #fillUp(): void {
    let count = 0;
    while (count < this.#puts.length && this.size < this.capacity) {
      const put = this.#puts[count++] as WaitingPut;
      put.accepted(this.#accept(put.emission));
    }
    this.#puts.splice(0, count);
    if (this.#puts.length === 0) this.#reader?.whenAwaiting.delete(this.#letPutsIn);
  }

  readonly #letPutsIn = (): void => {
    const puts = this.#puts;
    this.#puts = [];
    this.#reader?.whenAwaiting.delete(this.#letPutsIn);
    for (const put of puts) put.accepted(this.#acceptPast(put.emission));
  };

  #finish(end: { readonly error?: unknown; readonly failed: boolean }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#refusePuts(new SourceClosed(`source "${this.name}" was closed while the event waited for room`));
    this.#answer();
  }

  #refusePuts(error: SourceClosed): void {
    const puts = this.#puts;
    this.#puts = [];
    for (const put of puts) put.refused(error);
  }

  #mustBeOpen(): void {
    if (this.#end === undefined) return;
    throw new SourceClosed(
      `source "${this.name}" ${this.#end.failed ? "has failed" : "is closed"}; it takes no more events`,
    );
  }

  #unread(): SourceClosed {
    return new SourceClosed(`source "${this.name}" is full and no longer read: there will be no room`);
  }
}
