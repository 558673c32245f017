import type { Part } from "../../pattern/pattern.ts";
import { type Known, precedes } from "./known.ts";
import type { Taker } from "./taker.ts";

/**
 * The first match of `parts` among `events` (in order of admission): for each part in turn the
 * earliest admitted event that a match can be completed with. Events are distinct; in a sequence
 * each precedes the next.
 */
export function findMatch(
  kind: "seq" | "allOf",
  parts: readonly Part[],
  events: readonly Known[],
  taker: Taker,
  found: readonly Known[] = [],
): readonly Known[] | undefined {
  const part = parts[found.length];
  if (part === undefined) return found;
  const last = found.at(-1);
  for (const event of events) {
    if (found.includes(event) || !taker.takes(part, event)) continue;
    if (kind === "seq" && last !== undefined && !precedes(last, event)) continue;
    const match = findMatch(kind, parts, events, taker, [...found, event]);
    if (match) return match;
  }
  return undefined;
}
