import type { Entry } from "../ledger/entry.ts";

/** The parts of a pattern that something could play, bit `i` for part `i`. */
interface Playing {
  readonly parts: number;
}

/** An event with the parts it could play. */
export interface Candidate extends Playing {
  readonly entry: Entry;
}

/**
 * Whether those taken and one more, which could play `more`, can each play a part of their own: an
 * augmenting path for each, after Kuhn. The sets for which this holds are the independent sets of a
 * transversal matroid. So events may be taken greedily as they come: one that cannot be added to
 * those taken never matters later, and those taken are the earliest. Cost O(events × parts²), both at
 * most the length of the pattern.
 */
export function canAllPlay(taken: readonly Playing[], more: number, parts: number): boolean {
  if (taken.length >= parts) return false;
  for (let part = 0; part < parts; part++) player[part] = -1;
  let events = 0;
  for (; events < taken.length; events++) playing[events] = taken[events]!.parts;
  playing[events++] = more;
  for (let event = 0; event < events; event++) {
    tried = 0;
    if (!place(event, parts)) return false;
  }
  return true;
}

// One matching is looked for at a time, and this is on the way of every event: no allocation.
const playing = new Int32Array(32);
const player = new Int8Array(32);
let tried = 0;

function place(event: number, parts: number): boolean {
  for (let part = 0; part < parts; part++) {
    const bit = 1 << part;
    if ((playing[event]! & bit & ~tried) === 0) continue;
    tried |= bit;
    if (player[part] === -1 || place(player[part]!, parts)) {
      player[part] = event;
      return true;
    }
  }
  return false;
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
      const [one, ...others] = left
        .filter((_, other) => other !== index)
        .map((other) => ({ parts: other.parts & later }));
      return one === undefined || canAllPlay(others, one.parts, parts);
    });
    chosen.push(left[at]!.entry);
    left.splice(at, 1);
  }
  return chosen;
}
