import { mustAgree } from "../rules/found.mjs";
import { pageRules } from "../rules/page-rules.mjs";
import { Fresh } from "../workloads/fresh.mjs";
import { page } from "../workloads/page.mjs";
import { costAgainst } from "./engine-cost.mjs";
import { sized } from "./row.mjs";

/** @import { Row } from "./row.mjs" */

/** @type {readonly Row[]} */
export const windowRows = [
  {
    name: "window",
    what: "window of 50,000 (page workload)",
    reference: "window of 500",
    aim: { atMost: 1.5 },
    measure: (settings) => {
      // Twice over: what is measured is a window that is full, with all ids remembered behind it.
      const before = new Fresh(page({ count: sized(200_000, settings) }));
      const stream = new Fresh(renamed(page({ count: sized(400_000, settings) })));
      return costAgainst(
        { windowSize: 50_000, rules: pageRules, before, stream },
        { windowSize: 500, rules: pageRules, before, stream },
        settings,
        mustAgree,
      );
    },
  },
];

/**
 * The same events under other ids.
 *
 * @param {Iterable<import("../workloads/event.d.ts").Event>} events
 */
function* renamed(events) {
  for (const event of events)
    yield { ...event, id: `again-${event.id}`, causes: event.causes.map((id) => `again-${id}`) };
}
