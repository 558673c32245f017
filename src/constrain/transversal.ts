import type { Entry } from "../entry.ts";

/** An event with the parts of a pattern that it could play, bit `i` for part `i`. */
export interface Candidate {
  readonly entry: Entry;
  readonly parts: number;
}

/**
 * Whether the events can each play a part of their own: an augmenting path for each, after Kuhn.
 * The sets for which this holds are the independent sets of a transversal matroid. So events may be
 * taken greedily as they come: one that cannot be added to those taken never matters later, and
 * those taken are the earliest. Cost O(events × parts²), both at most the length of the pattern.
 */
export function canAllPlay(events: readonly number[], parts: number): boolean {
  return assignment(events, parts) !== undefined;
}

/** For each part the index of its event, the earliest events in the first parts where there is a choice. */
export function assignment(events: readonly number[], parts: number): number[] | undefined {
  const player: number[] = Array.from({ length: parts }, () => -1);
  const place = (event: number, tried: Set<number>): boolean => {
    for (let part = 0; part < parts; part++) {
      if ((events[event]! & (1 << part)) === 0 || tried.has(part)) continue;
      tried.add(part);
      if (player[part] === -1 || place(player[part]!, tried)) {
        player[part] = event;
        return true;
      }
    }
    return false;
  };
  for (let event = 0; event < events.length; event++) if (!place(event, new Set())) return undefined;
  return player;
}

/**
 * The events of a full match in the order of the parts: for each part in turn the earliest event
 * that leaves a match for the others.
 */
export function earliestMatch(candidates: readonly Candidate[], parts: number): Entry[] {
  const left = [...candidates];
  const chosen: Entry[] = [];
  for (let part = 0; part < parts; part++) {
    const later = ~((1 << (part + 1)) - 1);
    const at = left.findIndex((candidate, index) => {
      if ((candidate.parts & (1 << part)) === 0) return false;
      const others = left.filter((_, other) => other !== index).map((other) => other.parts & later);
      return canAllPlay(others, parts);
    });
    chosen.push(left[at]!.entry);
    left.splice(at, 1);
  }
  return chosen;
}
