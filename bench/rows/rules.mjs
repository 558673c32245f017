import { mustAgree } from "../rules/found.mjs";
import { answerRules } from "../rules/page-rules.mjs";
import { Fresh } from "../workloads/fresh.mjs";
import { page } from "../workloads/page.mjs";
import { deepChain } from "../workloads/shapes.mjs";
import { costAgainst } from "./engine-cost.mjs";
import { sized } from "./row.mjs";

/** @import { Found } from "../rules/found.mjs" */
/** @import { Row } from "./row.mjs" */

const EVENTS = 400_000;
/** Of three rules each. */
const ZONES = 333;

/**
 * The three rules about alerts, of the page or of each of `zones`. With `idle`, the rules of so many
 * other zones stand before and behind them: what they keep does not lie in front of all others.
 *
 * @param {{ zones?: number; idle?: number; match?: "all" | "nearest" }} options
 */
const rulesOf =
  ({ zones = 0, idle = 0, match }) =>
  (/** @type {Found} */ { onAnswered }) => {
    const own = zones === 0 ? [undefined] : Array.from({ length: zones }, (_, zone) => zone);
    const others = Array.from({ length: idle }, (_, at) => 100_000 + at);
    const half = Math.floor(idle / 2);
    const all = [...others.slice(0, half), ...own, ...others.slice(half)];
    const sets = all.map((zone) => answerRules({ onAnswered, match, zone }));
    return {
      watches: sets.flatMap(({ watches }) => watches),
      constraints: sets.flatMap(({ constraints }) => constraints),
    };
  };

/** @type {readonly Row[]} */
export const ruleRows = [
  {
    name: "rules-idle",
    what: "1,000 rules, 3 of them touched (page workload with steps)",
    reference: "these 3 rules",
    aim: { atMost: 1.2 },
    measure: (settings) => {
      const stream = new Fresh(page({ count: sized(EVENTS, settings), steps: 20 }));
      return costAgainst(
        { rules: rulesOf({ idle: ZONES - 1 }), stream },
        { rules: rulesOf({}), stream },
        settings,
        mustAgree,
      );
    },
  },
  {
    name: "rules-touched",
    what: "1,000 rules, all touched in turn (page workload with steps)",
    reference: "3 rules",
    aim: { atMost: 3 },
    measure: (settings) => {
      const count = sized(EVENTS, settings);
      return costAgainst(
        {
          rules: rulesOf({ zones: ZONES, idle: 1 }),
          stream: new Fresh(page({ count, steps: 20, zones: ZONES })),
        },
        { rules: rulesOf({}), stream: new Fresh(page({ count, steps: 20 })) },
        settings,
        mustAgree,
      );
    },
  },
  {
    name: "rules-touched-deep",
    what: "1,000 rules, all touched in turn by one deep chain",
    reference: "3 rules, one deep chain",
    aim: { atMost: 3 },
    measure: (settings) => {
      const count = sized(EVENTS, settings);
      return costAgainst(
        {
          rules: rulesOf({ zones: ZONES, idle: 1, match: "nearest" }),
          stream: new Fresh(deepChain(count, ZONES)),
        },
        { rules: rulesOf({ match: "nearest" }), stream: new Fresh(deepChain(count)) },
        settings,
        mustAgree,
      );
    },
  },
];
