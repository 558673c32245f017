import { NO_PLACE, type Slot } from "./history.ts";
import { type PlaceSet, union } from "./place-set.ts";
import type { Placed } from "./roster.ts";

/** A slot that carries a set: all members in the past of either cause. */
export class PlaceSetSlot<T extends Placed> implements Slot<PlaceSet<T>> {
  index: number = NO_PLACE;

  join(a: PlaceSet<T>, b: PlaceSet<T>): PlaceSet<T> {
    return union(a, b);
  }
}
