import { setFlagsFromString } from "node:v8";

/** The last release whose runtime is known to have the flags: others would complain of it. */
const LAST_KNOWN = 26;

/**
 * Lets the heap grow by half before all of it is collected, where the runtime would let it grow
 * fourfold. What is alive is bounded, and small: to collect it takes some milliseconds, while what is
 * dead would make memory look as if it grew with the stream. And lets no object begin among the old
 * ones: the runtime guesses from the first events that all live long, and from then on dead ones keep
 * what they refer to until the next full collection.
 */
export function keepHeapSmall(): void {
  if (Number.parseInt(process.versions.node, 10) > LAST_KNOWN) return;
  setFlagsFromString("--heap-growing-percent=50");
  setFlagsFromString("--no-allocation-site-pretenuring");
}
