import { NO_PLACE, type History, type Slot, valueIn, withValue } from "../history/history.ts";
import { both, has, minus, only, type PlaceSet, plus, reach, union } from "../history/place-set.ts";
import type { Placed } from "../history/roster.ts";
import { PlaceSetSlot } from "../history/slots.ts";

/** Which scopes an event counts for: what events carry of the scopes before them. */
export interface ScopeTrack<T extends Placed> {
  readonly slot: Slot<any>;
  /** The scopes for which an event with this past counts. */
  countedBy(before: History): PlaceSet<T>;
  /** `after` with a scope that begins with this event. */
  entered(after: History, mark: T): History;
  /** Whether an event with this history comes of the scope, whatever it counts for. */
  follows(history: History, mark: T): boolean;
}

/** A slot that carries scopes: sweeps look here for those that can still be reached. */
class ScopeSlot<T extends Placed> extends PlaceSetSlot<T> {
  reach(scopes: PlaceSet<T>, sweep: number): void {
    reach(scopes, sweep);
  }
}

/** An event counts for every scope before it. */
export class AllScopes<T extends Placed> implements ScopeTrack<T> {
  readonly slot: PlaceSetSlot<T> = new ScopeSlot();

  countedBy(before: History): PlaceSet<T> {
    return valueIn(before, this.slot);
  }

  entered(after: History, mark: T): History {
    const scopes = valueIn(after, this.slot);
    return withValue(after, this.slot, scopes === undefined ? only(mark) : plus(scopes, mark));
  }

  follows(history: History, mark: T): boolean {
    return has(valueIn(history, this.slot), mark);
  }
}

interface Nearest<T extends Placed> {
  readonly all: PlaceSet<T>;
  /** Those with no other scope between them and here. */
  readonly near: PlaceSet<T>;
}

/** An event counts for the scopes with no other scope between. */
export class NearestScopes<T extends Placed> implements ScopeTrack<T> {
  readonly slot: Slot<Nearest<T>> = {
    index: NO_PLACE,
    join: joinNearest,
    reach: ({ all }, sweep) => reach(all, sweep),
  };

  countedBy(before: History): PlaceSet<T> {
    return valueIn(before, this.slot)?.near;
  }

  entered(after: History, mark: T): History {
    return withValue(after, this.slot, {
      all: plus(valueIn(after, this.slot)?.all, mark),
      near: only(mark),
    });
  }

  follows(history: History, mark: T): boolean {
    return has(valueIn(history, this.slot)?.all, mark);
  }
}

/**
 * A scope is nearest after a join if it is nearest on one side and, on the other, nearest too or
 * not there at all: there but not nearest means that another scope stands between. Decided scopes
 * may be gone from both sets: what they shielded is not nearest on their side, and stays so.
 */
function joinNearest<T extends Placed>(a: Nearest<T>, b: Nearest<T>): Nearest<T> {
  const all = union(a.all, b.all);
  // Scopes that are on one side alone: what is nearest on both sides may be many, but need not be gone through.
  const [onlyInA, onlyInB] = [minus(a.all, b.all), minus(b.all, a.all)];
  const near = union(both(a.near, b.near), union(both(a.near, onlyInA), both(b.near, onlyInB)));
  if (all === a.all && near === a.near) return a;
  return all === b.all && near === b.near ? b : { all, near };
}
