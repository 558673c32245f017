import { mustMatch } from "tsrapide";
import { mustAgree } from "../rules/found.mjs";
import { pageRules } from "../rules/page-rules.mjs";
import { Fresh } from "../workloads/fresh.mjs";
import { pendingBehind } from "../workloads/pending.mjs";
import { costAgainst } from "./engine-cost.mjs";
import { sized } from "./row.mjs";

/** @import { Found } from "../rules/found.mjs" */
/** @import { Row } from "./row.mjs" */

/** @param {Found} found */
const rules = (found) => {
  const { watches, constraints } = pageRules({
    onHot: found.onHot,
    onAnswered: found.onAnswered,
    match: "nearest",
  });
  const jobs = mustMatch({ trigger: "Job.started", response: "Job.done", name: "jobs_are_done" });
  return { watches, constraints: [...constraints, jobs] };
};

/** @type {readonly Row[]} */
export const pendingRows = [
  {
    name: "pending",
    what: "5,000 triggers pending behind the window, one deep chain after them all",
    reference: "5 triggers",
    aim: { atMost: 1.5 },
    measure: (settings) => {
      const count = sized(400_000, settings);
      const setup = (/** @type {number} */ jobs) => {
        const { before, stream } = pendingBehind({ jobs, count });
        return { rules, before: new Fresh(before), stream: new Fresh(stream) };
      };
      return costAgainst(setup(5_000), setup(5), settings, mustAgree);
    },
  },
];
