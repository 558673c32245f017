import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inRepository } from "../drive/child.mjs";
import { clientCall, roundTrip } from "../drive/mcp.mjs";
import { quantile, spread } from "../measure/statistics.mjs";
import { sized } from "./row.mjs";

/** @import { Row } from "./row.mjs" */
/** @import { Settings } from "../measure/paired.mjs" */

/**
 * What one way adds to the other, in µs, over runs in turn. The first pair warms up.
 *
 * @param {() => Promise<number>} subject
 * @param {() => Promise<number>} reference
 * @param {Settings} settings
 */
async function added(subject, reference, { runs }) {
  const pairs = [];
  for (let run = -1; run < runs; run++) {
    const pair = { reference: await reference(), subject: await subject() };
    if (run >= 0) pairs.push(pair);
  }
  const median = (/** @type {"subject" | "reference"} */ side) =>
    quantile(
      pairs.map((pair) => pair[side]),
      0.5,
    ).toFixed(0);
  return {
    ratio: spread(pairs.map((pair) => pair.subject - pair.reference)),
    detail: `${median("subject")} µs against ${median("reference")} µs`,
  };
}

/** @type {readonly Row[]} */
export const mcpRows = [
  {
    name: "mcp-client",
    what: "µs that watching adds to a tool call: adapter, processor and all",
    reference: "the same client, not watched",
    aim: { atMost: 20 },
    measure: (settings) => {
      const calls = sized(30_000, settings, 3_000);
      const { now } = settings;
      return added(
        () => clientCall({ calls, watched: true, now }),
        () => clientCall({ calls, watched: false, now }),
        settings,
      );
    },
  },
  {
    name: "mcp-tap",
    what: "µs that `tsrapide tap` with a log adds to a round trip, at the median",
    reference: "the server's own pipes",
    aim: { atMost: 100 },
    measure: async (settings) => {
      const folder = await mkdtemp(join(tmpdir(), "tsrapide-bench-"));
      const server = inRepository("bench/children/mcp-echo.mjs");
      const log = join(folder, "log.ndjson");
      const tap = [inRepository("dist/cli/main.js"), "tap", "--log", log, "--", process.execPath, server];
      const trips = sized(20_000, settings, 2_000);
      try {
        return await added(
          () => roundTrip({ args: tap, trips }),
          () => roundTrip({ args: [server], trips }),
          settings,
        );
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  },
];
