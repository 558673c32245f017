import { setFlagsFromString } from "node:v8";

/** The last release whose runtime is known to have the flag: others would complain of it. */
const LAST_KNOWN = 26;

/**
 * Lets the heap grow by half before all of it is collected, where the runtime would let it grow
 * fourfold. What is alive is bounded, and small: to collect it takes some milliseconds, while what is
 * dead would make memory look as if it grew with the stream.
 */
export function keepHeapSmall(): void {
  if (Number.parseInt(process.versions.node, 10) <= LAST_KNOWN)
    setFlagsFromString("--heap-growing-percent=50");
}
