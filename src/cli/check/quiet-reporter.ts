import type { Reporter } from "./reporter.ts";

/** Prints nothing: the exit status tells. */
export const quietReporter: Reporter = {
  violation() {},
  inconclusive() {},
  async settle() {},
  async finish() {},
  async close() {},
};
