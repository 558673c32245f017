import { Barest } from "../by-hand/barest.mjs";
import { PageByHand } from "../by-hand/page-by-hand.mjs";
import { runByHand } from "../drive/by-hand.mjs";
import { runProcessor } from "../drive/processor.mjs";
import { inBatches, oneByOne } from "../drive/sources.mjs";
import { paired } from "../measure/paired.mjs";
import { asRates } from "../measure/result.mjs";
import { mustAgree } from "../rules/found.mjs";
import { Fresh } from "../workloads/fresh.mjs";
import { page } from "../workloads/page.mjs";
import { sized } from "./row.mjs";

/** @import { Row } from "./row.mjs" */

const WINDOW = 5_000;
const EVENTS = 400_000;

/**
 * @param {object} options
 * @param {number} options.steps between a reading and its alert, at most
 * @param {typeof PageByHand | typeof Barest} options.Program
 * @param {typeof inBatches | typeof oneByOne} options.open
 * @returns {Row["measure"]}
 */
const against =
  ({ steps, Program, open }) =>
  async (settings) => {
    const stream = new Fresh(page({ count: sized(EVENTS, settings), steps }));
    const events = stream.count;
    const prepare = () => stream.pulled(settings.now);
    const apart = (/** @type {import("../workloads/fresh.mjs").Pulled} */ pulled) => pulled.parsing;
    const processor = {
      events,
      prepare,
      apart,
      run: (/** @type {import("../workloads/fresh.mjs").Pulled} */ pulled) =>
        runProcessor(open(pulled.batches()), WINDOW),
    };
    const byHand = {
      events,
      prepare,
      apart,
      run: (/** @type {import("../workloads/fresh.mjs").Pulled} */ pulled) =>
        runByHand(Program, open(pulled.batches()), WINDOW),
    };
    return asRates(await paired(processor, byHand, settings, mustAgree));
  };

/** @type {readonly Row[]} */
export const pageRows = [
  ["page", "page workload", 0],
  ["steps", "page workload, 1–20 steps between reading and alert", 20],
].flatMap(([name, what, steps]) => [
  {
    name: `${name}`,
    what: `${what}, in batches`,
    reference: "the four rules by hand",
    aim: { atLeast: 0.5 },
    measure: against({ steps: Number(steps), Program: PageByHand, open: inBatches }),
  },
  {
    name: `${name}-one-by-one`,
    what: `${what}, one by one`,
    reference: "the four rules by hand, one by one",
    measure: against({ steps: Number(steps), Program: PageByHand, open: oneByOne }),
  },
  {
    name: `${name}-barest`,
    what: `${what}, in batches`,
    reference: "the barest program: no duplicates, no copies",
    measure: against({ steps: Number(steps), Program: Barest, open: inBatches }),
  },
]);
