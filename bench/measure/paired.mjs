import { keepWarm } from "./warm.mjs";

/**
 * One side of a comparison.
 *
 * @template Prepared, Found
 * @typedef {object} Side
 * @property {number} events how many one run takes
 * @property {() => Prepared | Promise<Prepared>} prepare not measured
 * @property {(prepared: Prepared) => Found | Promise<Found>} run measured
 * @property {(prepared: Prepared) => number} [apart] how much of the run was not its own, in milliseconds
 */

/**
 * @typedef {object} Settings
 * @property {number} runs
 * @property {number} scale of the sizes: 1 for a measurement, less for a try
 * @property {() => number} now the clock, in milliseconds
 */

const WARM_UPS = 3;

/**
 * Runs the two sides in turn, so that what the machine does beside it meets both alike, and says what
 * an event cost in each run, in milliseconds. The first runs warm up and are not counted. `agree` is
 * given what the two found, and throws if that is not as it should be.
 *
 * @template Found
 * @param {Side<any, Found>} subject
 * @param {Side<any, Found>} reference
 * @param {Settings} settings
 * @param {(subject: Found, reference: Found) => void} agree
 */
export async function paired(subject, reference, { runs, now }, agree) {
  const costs = [];
  for (let run = -WARM_UPS; run < runs; run++) {
    const one = await cost(subject, now);
    const other = await cost(reference, now);
    agree(one.found, other.found);
    keepWarm(one.found);
    keepWarm(other.found);
    if (run >= 0) costs.push({ subject: one.perEvent, reference: other.perEvent });
  }
  return costs;
}

/**
 * @template Found
 * @param {Side<any, Found>} side
 * @param {() => number} now
 */
async function cost({ events, prepare, run, apart = () => 0 }, now) {
  const prepared = await prepare();
  // What was left by the run before, and by the preparation, is not for this one to clean up.
  globalThis.gc?.();
  const from = now();
  const found = await run(prepared);
  return { found, perEvent: (now() - from - apart(prepared)) / events };
}
