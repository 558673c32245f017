import type { EventInput } from "../event.ts";
import { messageOf } from "../message-of.ts";
import { show } from "../show.ts";

export interface RecordedOptions {
  /** Events handed over together; default 1: one by one, not as batches. */
  readonly batchSize?: number | undefined;
  /** Thrown after the last event instead of ending. */
  readonly failure?: unknown;
}

/**
 * Replays a recording: a list of events, or NDJSON text with one a line. It can be read any number
 * of times, and counts how it was read. Throws a SyntaxError that names the line of broken NDJSON.
 */
export class RecordedSource implements AsyncIterable<EventInput<any> | readonly EventInput<any>[]> {
  readonly name: string;
  readonly events: readonly EventInput<any>[];
  readonly #options: RecordedOptions;
  #pulls = 0;
  #closed = 0;

  constructor(name: string, recording: string | readonly EventInput<any>[], options: RecordedOptions = {}) {
    const { batchSize = 1 } = options;
    if (!(Number.isInteger(batchSize) && batchSize >= 1))
      throw new TypeError(`batchSize is a whole number of events from 1 up, not ${show(batchSize)}`);
    this.name = name;
    this.events = typeof recording === "string" ? readLines(name, recording) : recording;
    this.#options = options;
  }

  /** How often it was pulled. */
  get pulls(): number {
    return this.#pulls;
  }

  /** How often a reader left before the end. */
  get closed(): number {
    return this.#closed;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<
    EventInput<any> | readonly EventInput<any>[],
    void,
    undefined
  > {
    const { batchSize = 1 } = this.#options;
    let finished = false;
    try {
      for (let at = 0; at < this.events.length; at += batchSize) {
        this.#pulls++;
        if (batchSize > 1) yield this.events.slice(at, at + batchSize);
        else yield this.events[at] as EventInput<any>;
      }
      this.#pulls++;
      finished = true;
    } finally {
      if (!finished) this.#closed++;
    }
    if ("failure" in this.#options) throw this.#options.failure;
  }
}

function readLines(name: string, text: string): EventInput<any>[] {
  const events: EventInput<any>[] = [];
  let number = 0;
  for (const line of text.split(/\r?\n/)) {
    number++;
    if (line.trim() === "") continue;
    try {
      events.push(JSON.parse(line) as EventInput<any>);
    } catch (error) {
      throw new SyntaxError(`${name}:${number}: ${messageOf(error)}`, { cause: error });
    }
  }
  return events;
}
