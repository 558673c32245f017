import type { Watch } from "../../match/watch.ts";
import { byAdmission, type Known, precedes } from "./known.ts";
import type { Taker } from "./taker.ts";

/** The matches of a watch that `last` completes, among the retained events. */
export function matchesOf(watch: Watch, taker: Taker, last: Known, retained: readonly Known[]): Known[][] {
  const end = watch.parts.length - 1;
  // Every predicate is asked of every event it could take, so that all its failures count.
  for (const part of watch.parts) taker.takes(part, last);
  if (!taker.takes(watch.parts[end]!, last)) return [];
  return chains(watch, taker, [last], end, retained).toSorted(byEvents);
}

function chains(
  watch: Watch,
  taker: Taker,
  tail: Known[],
  at: number,
  retained: readonly Known[],
): Known[][] {
  if (at === 0) return [tail];
  const effect = tail[0]!;
  const part = watch.parts[at - 1]!;
  const before = retained.filter((event) => precedes(event, effect) && taker.takes(part, event));
  const counted = before.filter((event) => {
    if (watch.match === "direct") return effect.direct.has(event);
    if (watch.match === "nearest") return !before.some((closer) => precedes(event, closer));
    return true;
  });
  return counted.flatMap((event) => chains(watch, taker, [event, ...tail], at - 1, retained));
}

/** In order of admission of the first event, then of the second, …. */
function byEvents(left: Known[], right: Known[]): number {
  for (const [at, event] of left.entries()) {
    const order = byAdmission(event, right[at]!);
    if (order !== 0) return order;
  }
  return 0;
}
