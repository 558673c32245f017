/** @import { Settings } from "../measure/paired.mjs" */
/** @import { Result } from "../measure/result.mjs" */

/**
 * A line of the table.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} what
 * @property {string} reference
 * @property {{ atLeast?: number; atMost?: number }} [aim] without one, the row is for information
 * @property {(settings: Settings) => Promise<Result>} measure
 */

/**
 * How many events a run takes: `most` at scale 1.
 *
 * @param {number} most
 * @param {Settings} settings
 * @param {number} [least] below it the rules would find nothing
 */
export function sized(most, { scale }, least = 20_000) {
  return Math.max(least, Math.round(most * scale));
}
