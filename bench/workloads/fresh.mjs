/** @import { Event } from "./event.d.ts" */

/** Events handed over at a time, by a source that hands over batches. */
const BATCH = 512;

/**
 * A stream kept as text, to be parsed anew before each run. That is how events come: an id and its
 * citations are different strings, and nobody has computed their hashes yet. Were the same objects
 * used in every run, the engine that caches hashes of strings would have them all from the first.
 */
export class Fresh {
  /** @type {string[]} */
  #batches = [];
  count = 0;

  /** @param {Iterable<Event>} events */
  constructor(events) {
    /** @type {Event[]} */
    let batch = [];
    for (const event of events) {
      this.count++;
      batch.push(event);
      if (batch.length === BATCH) {
        this.#batches.push(JSON.stringify(batch));
        batch = [];
      }
    }
    if (batch.length > 0) this.#batches.push(JSON.stringify(batch));
  }

  /**
   * The stream as it comes to one run: each batch is parsed when it is pulled, so that memory holds
   * the events that are being worked on, and not a whole stream of events to come.
   *
   * @param {() => number} now
   */
  pulled(now) {
    return new Pulled(this.#batches, now);
  }

  /** @returns {Event[][]} */
  batches() {
    return this.#batches.map((text) => JSON.parse(text));
  }

  /** @returns {Event[]} */
  events() {
    return this.batches().flat();
  }
}

/** One run's stream. What parsing takes is no part of the measurement: `parsing` says how much it was. */
export class Pulled {
  parsing = 0;
  #batches;
  #now;

  /**
   * @param {readonly string[]} batches
   * @param {() => number} now
   */
  constructor(batches, now) {
    this.#batches = batches;
    this.#now = now;
  }

  /** @returns {Generator<Event[]>} */
  *batches() {
    for (const text of this.#batches) {
      const from = this.#now();
      const batch = JSON.parse(text);
      this.parsing += this.#now() - from;
      yield batch;
    }
  }
}
