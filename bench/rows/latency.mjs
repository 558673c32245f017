import { latencies, maximalRate } from "../drive/paced.mjs";
import { quantile, spread } from "../measure/statistics.mjs";
import { Fresh } from "../workloads/fresh.mjs";
import { page } from "../workloads/page.mjs";
import { sized } from "./row.mjs";

/** @import { Row } from "./row.mjs" */

const SHARES = { p50: 0.5, p99: 0.99, "p99.9": 0.999 };

/** @type {readonly Row[]} */
export const latencyRows = [
  {
    name: "latency",
    what: "verdict latency in µs: event due → callback, at half the maximal rate",
    reference: "–",
    measure: async (settings) => {
      // Half of the alerts come twice: for p99.9 there have to be thousands of verdicts.
      const stream = new Fresh(page({ count: sized(1_000_000, settings), doubled: 0.5 }));
      await maximalRate(stream.events());
      const runs = [];
      for (let run = 0; run < settings.runs; run++) {
        const rate = await maximalRate(stream.events());
        runs.push({ rate, waits: await latencies(stream.events(), rate / 2) });
      }
      const figures = Object.fromEntries(
        Object.entries(SHARES).map(([name, share]) => [
          name,
          spread(runs.map(({ waits }) => 1000 * quantile(waits, share))),
        ]),
      );
      const rate = quantile(
        runs.map(({ rate }) => rate / 2),
        0.5,
      );
      return { figures, detail: `${(rate / 1000).toFixed(2)} M/s, ${runs[0]?.waits.length} verdicts a run` };
    },
  },
];
