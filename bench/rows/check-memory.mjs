import { deepStrictEqual } from "node:assert/strict";
import { inRepository, runNode } from "../drive/child.mjs";
import { quantile, spread } from "../measure/statistics.mjs";
import { linesOf } from "../workloads/lines.mjs";
import { page } from "../workloads/page.mjs";
import { sized } from "./row.mjs";

/** @import { Row } from "./row.mjs" */

/**
 * The peak of `check` on so many events, in KiB. They are made as they are read: no file.
 *
 * @param {number} count
 */
async function peakOf(count) {
  const tellPeak = ["--import", inRepository("bench/children/tell-peak-memory.mjs")];
  const check = [inRepository("dist/cli/main.js"), "check", "-", "--json"];
  const rules = ["--rules", inRepository("bench/children/two-constraints.yaml")];
  const { stdout, side } = await runNode([...tellPeak, ...check, ...rules], {
    status: 1,
    // What is unanswered stays pinned until the end, and would be more for more events.
    stdin: linesOf(page({ count, unanswered: 0 })),
  });
  deepStrictEqual(JSON.parse(stdout).events.admitted, count);
  return Number(side);
}

/** @type {readonly Row[]} */
export const checkMemoryRows = [
  {
    name: "check-memory",
    what: "peak memory of `check`, 10 M events, window of 5,000",
    reference: "1 M events",
    aim: { atMost: 1.1 },
    measure: async (settings) => {
      const peaks = [];
      for (let run = 0; run < settings.runs; run++) {
        const many = await peakOf(sized(10_000_000, settings));
        const few = await peakOf(sized(1_000_000, settings));
        peaks.push({ many, few });
      }
      const mib = (/** @type {"many" | "few"} */ side) =>
        (
          quantile(
            peaks.map((pair) => pair[side]),
            0.5,
          ) / 1024
        ).toFixed(0);
      return {
        ratio: spread(peaks.map(({ many, few }) => many / few)),
        detail: `${mib("many")} MiB against ${mib("few")} MiB`,
      };
    },
  },
];
