/** @import { Event } from "../workloads/event.d.ts" */

/**
 * A stream that hands over batches.
 *
 * @param {Iterable<Event[]>} batches
 */
export async function* inBatches(batches) {
  for (const batch of batches) yield batch;
}

/**
 * The same stream, an event at a time.
 *
 * @param {Iterable<Event[]>} batches
 */
export async function* oneByOne(batches) {
  for (const batch of batches) for (const event of batch) yield event;
}
