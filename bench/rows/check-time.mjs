import { deepStrictEqual, match } from "node:assert/strict";
import { inRepository, runNode } from "../drive/child.mjs";
import { withEventFile } from "../drive/event-file.mjs";
import { paired } from "../measure/paired.mjs";
import { asCosts } from "../measure/result.mjs";
import { page } from "../workloads/page.mjs";
import { sized } from "./row.mjs";

/** @import { Row } from "./row.mjs" */

const COMMAND = inRepository("dist/cli/main.js");
const TELL_PEAK = ["--import", inRepository("bench/children/tell-peak-memory.mjs")];
const RULES = inRepository("bench/children/two-constraints.yaml");

/**
 * A command on a file of events against reading and parsing its lines.
 *
 * @param {object} options
 * @param {(file: string) => readonly string[]} options.args of the command
 * @param {number} options.status
 * @param {(stdout: string, events: number) => void} options.found throws unless it did its work
 * @returns {Row["measure"]}
 */
const againstReading =
  ({ args, status, found }) =>
  (settings) => {
    const events = sized(1_000_000, settings);
    return withEventFile(page({ count: events }), async (file) => {
      let peak = 0;
      const command = {
        events,
        prepare: () => {},
        run: async () => {
          const { stdout, side } = await runNode([...TELL_PEAK, COMMAND, ...args(file)], { status });
          peak = Math.max(peak, Number(side) / 1024);
          return stdout;
        },
      };
      const bare = {
        events,
        prepare: () => {},
        run: async () => (await runNode([inRepository("bench/children/bare-readline.mjs"), file])).stdout,
      };
      // Children use other processors than this one: only the clock on the wall knows of them.
      const wall = { ...settings, now: () => performance.now() };
      const costs = await paired(command, bare, wall, (said, read) => {
        deepStrictEqual(Number(read), events);
        found(said, events);
      });
      const { detail, ...result } = asCosts(costs);
      return { ...result, detail: `${detail}; at most ${peak.toFixed(0)} MiB` };
    });
  };

/** @type {readonly Row[]} */
export const checkTimeRows = [
  {
    name: "check-time",
    what: "`check` of 1 M lines with two constraints, start of Node included",
    reference: "bare `readline` + `JSON.parse`",
    aim: { atMost: 1.3 },
    measure: againstReading({
      args: (file) => ["check", file, "--rules", RULES, "--json"],
      status: 1,
      found: (said, events) => deepStrictEqual(JSON.parse(said).events.admitted, events),
    }),
  },
  {
    name: "explain-time",
    what: "`explain` of one event of 1 M, start of Node included",
    reference: "bare `readline` + `JSON.parse`",
    aim: { atMost: 2 },
    measure: againstReading({
      args: (file) => ["explain", file, "--event", "critical-0", "--effects", "--json"],
      status: 0,
      found: (said) => deepStrictEqual(JSON.parse(said).tree.event.id, "critical-0"),
    }),
  },
  {
    name: "suggest-time",
    what: "`suggest` on 1 M events, start of Node included",
    reference: "bare `readline` + `JSON.parse`",
    aim: { atMost: 5 },
    measure: againstReading({
      args: (file) => ["suggest", file],
      status: 0,
      found: (said) => match(said, /precededBy: { effect: Alerter.alert, cause: Sensor.critical_reading }/),
    }),
  },
];
