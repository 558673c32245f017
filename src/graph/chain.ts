import { type Entry, hiddenBetween } from "../ledger/entry.ts";
import type { EventRef } from "../event.ts";

/** Longest chain that is told in full. */
const STEPS = 32;
/** How far a path is followed to count what it leaves out. */
const FOLLOWED = 1024;

/**
 * A causal path from `from` to `to`, both included, of at most 32 steps: the end nearest to `to`
 * in full, before it what is hidden, counted. `leads` says of a cause whether `from` precedes it.
 * Cost O(path followed), at most 1,024 steps.
 */
export function chainBetween(from: Entry, to: Entry, leads: (cause: Entry) => boolean): EventRef[] {
  const path: Entry[] = [to];
  let at = to;
  let beyond = 0;
  for (let steps = 0; steps < FOLLOWED; steps++) {
    if (at.causes.includes(from)) return told(from, path, beyond);
    const next = at.causes.find(leads);
    // An evicted event leads no further, and may have left nothing to name it by.
    if (next?.event === undefined) break;
    at = next;
    if (path.length < STEPS - 1) path.push(at);
    else beyond++;
  }
  return told(from, path, beyond + hiddenBetween(from, at));
}

function told(from: Entry, path: Entry[], hidden: number): EventRef[] {
  const refs = path.reverse().map((entry) => entry.ref);
  if (hidden > 0) refs[0] = { ...refs[0]!, hidden };
  return [from.ref, ...refs];
}
