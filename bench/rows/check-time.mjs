import { deepStrictEqual } from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { inRepository, runNode } from "../drive/child.mjs";
import { paired } from "../measure/paired.mjs";
import { asCosts } from "../measure/result.mjs";
import { page } from "../workloads/page.mjs";
import { linesOf } from "../workloads/lines.mjs";
import { sized } from "./row.mjs";

/** @import { Row } from "./row.mjs" */

/** @type {readonly Row[]} */
export const checkTimeRows = [
  {
    name: "check-time",
    what: "`check` of 1 M lines with two constraints, start of Node included",
    reference: "bare `readline` + `JSON.parse`",
    aim: { atMost: 1.3 },
    measure: async (settings) => {
      const folder = await mkdtemp(join(tmpdir(), "tsrapide-bench-"));
      try {
        const file = join(folder, "events.ndjson");
        const events = sized(1_000_000, settings);
        await pipeline(linesOf(page({ count: events })), createWriteStream(file));
        const check = {
          events,
          prepare: () => {},
          run: async () => {
            const rules = inRepository("bench/children/two-constraints.yaml");
            const args = [inRepository("dist/cli/main.js"), "check", file, "--rules", rules, "--json"];
            const { stdout } = await runNode(args, { status: 1 });
            return JSON.parse(stdout).events.admitted;
          },
        };
        const bare = {
          events,
          prepare: () => {},
          run: async () =>
            Number((await runNode([inRepository("bench/children/bare-readline.mjs"), file])).stdout),
        };
        // Children use other processors than this one: only the clock on the wall knows of them.
        const wall = { ...settings, now: () => performance.now() };
        return asCosts(await paired(check, bare, wall, (admitted, read) => deepStrictEqual(admitted, read)));
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  },
];
