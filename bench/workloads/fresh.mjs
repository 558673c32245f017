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

  /** @returns {Event[][]} */
  batches() {
    return this.#batches.map((text) => JSON.parse(text));
  }

  /** @returns {Event[]} */
  events() {
    return this.batches().flat();
  }
}
