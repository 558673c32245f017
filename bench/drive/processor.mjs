import { StreamProcessor } from "tsrapide";
import { Found } from "../rules/found.mjs";
import { pageRules } from "../rules/page-rules.mjs";

/**
 * Runs the page's rules as a user does: a processor, a source, callbacks.
 *
 * @param {AsyncIterable<any>} source
 * @param {number} windowSize
 * @returns {Promise<Found>}
 */
export async function runProcessor(source, windowSize) {
  const found = new Found();
  const processor = new StreamProcessor();
  const { watches, constraints } = pageRules(found);
  for (const watch of watches) processor.watch(watch);
  for (const constraint of constraints) processor.enforce(constraint);
  processor.onViolation(found.onViolation);
  processor.addSource("page", source);
  await processor.run({ windowSize });
  found.by = processor;
  return found;
}
