import { quantile, spread } from "./statistics.mjs";

/**
 * What came of a row: numbers of a kind, each with its spread over the runs.
 *
 * @typedef {{ median: number; min: number; max: number }} Spread
 * @typedef {{ ratio?: Spread; figures?: Record<string, Spread>; detail: string }} Result
 * @typedef {{ subject: number; reference: number }} Pair
 */

/**
 * Pairs of costs as a ratio of rates: above 1, the subject is the faster.
 *
 * @param {readonly Pair[]} costs in ms an event
 * @returns {Result}
 */
export function asRates(costs) {
  return { ratio: spread(costs.map(({ subject, reference }) => reference / subject)), detail: rates(costs) };
}

/**
 * Pairs of costs as a ratio of costs: above 1, the subject is the dearer.
 *
 * @param {readonly Pair[]} costs in ms an event
 * @returns {Result}
 */
export function asCosts(costs) {
  return { ratio: spread(costs.map(({ subject, reference }) => subject / reference)), detail: rates(costs) };
}

/** @param {readonly Pair[]} costs */
function rates(costs) {
  const rate = (/** @type {keyof Pair} */ side) =>
    1 /
    quantile(
      costs.map((pair) => pair[side]),
      0.5,
    ) /
    1000;
  return `${rate("subject").toFixed(2)} M/s against ${rate("reference").toFixed(2)} M/s`;
}
