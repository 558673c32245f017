import { Found } from "../rules/found.mjs";

/**
 * Runs a program written by hand on the source that the processor gets.
 *
 * @param {typeof import("../by-hand/page-by-hand.mjs").PageByHand | typeof import("../by-hand/barest.mjs").Barest} Program
 * @param {AsyncIterable<any>} source
 * @param {number} windowSize
 * @returns {Promise<Found>}
 */
export async function runByHand(Program, source, windowSize) {
  const found = new Found();
  const program = new Program(found, windowSize);
  for await (const yielded of source)
    if (Array.isArray(yielded)) for (const event of yielded) program.take(event);
    else program.take(yielded);
  program.end();
  found.by = program;
  return found;
}
