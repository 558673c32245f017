/**
 * What the runs that warmed up have left. The runtime throws machine code away when the last object of
 * a kind that it was made for is gone, and makes it anew for the next: a program that runs on never
 * knows that, and a run that is measured should not.
 *
 * @type {unknown[]}
 */
const alive = [];

/** How many are kept: code that has seen a few sees no more in the next. */
const KEPT = 6;

/**
 * Keeps what a run has made alive, if it is one of the first.
 *
 * @param {unknown} made
 */
export function keepWarm(made) {
  if (alive.length < KEPT) alive.push(made);
}
