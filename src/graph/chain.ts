import { type Entry, hiddenBetween } from "../ledger/entry.ts";
import type { EventRef } from "../event.ts";

/** Longest chain that is told in full. */
const STEPS = 32;
/** How far a path is followed to count what it leaves out. */
const FOLLOWED = 1024;

/**
 * A causal path through all of `stops`, from the first to the last, of at most 32 steps: the end nearest
 * to the last in full, before it what is hidden, counted. `leads` says of a cause whether the path to the
 * stop at `towards` goes on there. Cost O(path followed), at most 1,024 steps.
 */
export function chainThrough(
  stops: readonly Entry[],
  leads: (cause: Entry, towards: number) => boolean,
): EventRef[] {
  const from = stops[0]!;
  let at = stops.at(-1)!;
  let towards = stops.length - 2;
  const path: Entry[] = [at];
  let beyond = 0;
  for (let steps = 0; steps < FOLLOWED; steps++) {
    const stop = stops[towards]!;
    const isNext = at.causes.includes(stop);
    if (isNext && towards === 0) return told(from, path, beyond);
    const next = isNext ? stop : at.causes.find((cause) => leads(cause, towards));
    // An evicted event leads no further, and may have left nothing to name it by.
    if (next?.event === undefined) break;
    if (next === stop) towards--;
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
