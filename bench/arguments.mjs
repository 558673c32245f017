import { parseArgs } from "node:util";

/**
 * What was asked for on the command line. Throws an error with a sentence for what cannot be meant.
 *
 * @param {readonly string[]} args
 */
export function readArguments(args) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      cpu: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      runs: { type: "string" },
      scale: { type: "string" },
    },
  });
  const runs = Number(values.runs ?? (values.quick ? 3 : 7));
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`--runs takes a number from 1 up, not ${values.runs}`);
  const scale = Number(values.scale ?? (values.quick ? 0.05 : 1));
  if (!(scale > 0 && scale <= 1)) throw new Error(`--scale takes a number up to 1, not ${values.scale}`);
  return {
    json: values.json,
    list: values.list,
    names: positionals,
    settings: { runs, scale, clock: values.cpu ? "cpu" : "wall" },
  };
}
