import type { Entry } from "../ledger/entry.ts";

/** Events that each play a part of a match of their own, the last one; each knows those before it. */
export class Taken {
  readonly entry: Entry;
  /** The parts of the pattern that it could play, bit `i` for part `i`. */
  readonly parts: number;
  readonly earlier: Taken | undefined;
  readonly count: number;

  constructor(entry: Entry, parts: number, earlier: Taken | undefined) {
    this.entry = entry;
    this.parts = parts;
    this.earlier = earlier;
    this.count = countOf(earlier) + 1;
  }
}

/** How many events are taken. */
export function countOf(taken: Taken | undefined): number {
  return taken === undefined ? 0 : taken.count;
}

/**
 * Whether those taken and one more, which could play `more`, can each play a part of their own. The
 * sets for which this holds are the independent sets of a transversal matroid. So events may be taken
 * greedily as they come: one that cannot be added to those taken never matters later, and those taken
 * are the earliest. Cost O(events × parts²), both at most the length of the pattern.
 */
export function canAllPlay(taken: Taken | undefined, more: number, parts: number): boolean {
  if (countOf(taken) >= parts) return false;
  let events = 0;
  for (let each = taken; each !== undefined; each = each.earlier) playing[events++] = each.parts;
  playing[events++] = more;
  return allPlaced(events, parts);
}

/**
 * The events of a full match in the order of the parts: for each part in turn the earliest event
 * that leaves a match for the others.
 */
export function earliestMatch(taken: Taken, parts: number): Entry[] {
  const left: Taken[] = [];
  for (let each: Taken | undefined = taken; each !== undefined; each = each.earlier) left.unshift(each);
  const chosen: Entry[] = [];
  for (let part = 0; part < parts; part++) {
    const later = ~((1 << (part + 1)) - 1);
    const at = left.findIndex((one) => {
      if ((one.parts & (1 << part)) === 0) return false;
      let events = 0;
      for (const other of left) if (other !== one) playing[events++] = other.parts & later;
      return allPlaced(events, parts);
    });
    chosen.push(left[at]!.entry);
    left.splice(at, 1);
  }
  return chosen;
}

// One matching is looked for at a time, and this is on the way of every event: no allocation.
/** The parts that each event could play. */
const playing = new Int32Array(32);
/** The event that plays each part; -1 for none. */
const player = new Int8Array(32);
let tried = 0;

/** Whether the first so many events in `playing` can each play a part of their own: augmenting paths, after Kuhn. */
function allPlaced(events: number, parts: number): boolean {
  for (let part = 0; part < parts; part++) player[part] = -1;
  for (let event = 0; event < events; event++) {
    tried = 0;
    if (!place(event, parts)) return false;
  }
  return true;
}

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
