import { mustWorkAlike } from "../rules/found.mjs";
import { pageRules } from "../rules/page-rules.mjs";
import { Fresh } from "../workloads/fresh.mjs";
import { deepChain, diamonds, fanIn, shortChains } from "../workloads/shapes.mjs";
import { costAgainst } from "./engine-cost.mjs";
import { sized } from "./row.mjs";

/** @import { Found } from "../rules/found.mjs" */
/** @import { Row } from "./row.mjs" */

const EVENTS = 400_000;

/**
 * The page's rules, but that an alert is told with its nearest critical reading. With all of them it
 * would be, in one deep chain, each of the 250 in the window: work that is asked for.
 *
 * @param {Found} found
 */
const rules = (found) => pageRules({ onHot: found.onHot, onAnswered: found.onAnswered, match: "nearest" });

/**
 * @param {(count: number) => Iterable<import("../workloads/event.d.ts").Event>} shape
 * @returns {Row["measure"]}
 */
const costOf = (shape) => (settings) => {
  const count = sized(EVENTS, settings);
  return costAgainst(
    { rules, stream: new Fresh(shape(count)) },
    { rules, stream: new Fresh(shortChains(count)) },
    settings,
    mustWorkAlike,
  );
};

/** @type {readonly Row[]} */
export const shapeRows = [
  {
    name: "shape-deep",
    what: "cost per event, one deep chain",
    reference: "chains of 20",
    aim: { atMost: 1.5 },
    measure: costOf(deepChain),
  },
  {
    name: "shape-diamonds",
    what: "cost per event, three causes an event",
    reference: "chains of 20",
    aim: { atMost: 2.5 },
    measure: costOf(diamonds),
  },
  {
    name: "shape-fan-in",
    what: "cost per event, fan-in of 1,000",
    reference: "chains of 20",
    aim: { atMost: 3 },
    measure: costOf(fanIn),
  },
];
