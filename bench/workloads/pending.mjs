import { deepChain } from "./shapes.mjs";

/** @import { Event } from "./event.d.ts" */

/** Events of the prelude that may be jobs. */
const PRELUDE = 5_000;
const GATHERED = 1_000;
/** Of the stream above, enough to push the jobs far behind a window of 5,000. */
const ABOVE = 10_000;

/**
 * Jobs that are never done, and one deep chain that follows from them all. `before` ends far above
 * the jobs; `stream` goes on from there.
 *
 * @param {object} options
 * @param {number} options.jobs of 5,000 events
 * @param {number} options.count events of the stream
 * @returns {{ before: Event[]; stream: Event[] }}
 */
export function pendingBehind({ jobs, count }) {
  /** @type {Event[]} */
  const before = [];
  const add = (/** @type {string} */ name, /** @type {string[]} */ causes) => {
    const event = { id: `before-${before.length}`, name, source: "jobs", time: 0, data: null, causes };
    before.push(event);
    return event.id;
  };
  const gathers = [];
  for (let group = 0; group < PRELUDE / GATHERED; group++) {
    const ids = [];
    // Spread over the groups, so that every gather has its share.
    for (let at = 0; at < GATHERED; at++) {
      const position = at * (PRELUDE / GATHERED) + group;
      ids.push(add(position < jobs ? "Job.started" : "Job.planned", []));
    }
    gathers.push(add("Job.gathered", ids));
  }
  const all = add("Job.gathered", gathers);
  const [first, ...rest] = deepChain(ABOVE + count);
  const chain = [{ ...first, causes: [all] }, ...rest];
  return { before: [...before, ...chain.slice(0, ABOVE)], stream: chain.slice(ABOVE) };
}
