import type { Entry } from "../ledger/entry.ts";
import {
  both,
  membersFrom,
  first,
  isEmpty,
  leavesOf,
  minus,
  only,
  type PlaceSet,
  plus,
  union,
} from "../history/place-set.ts";
import { Placed } from "../history/roster.ts";
import type { Scope } from "./scopes.ts";

/** An event that brought scopes on to a part of a sequence to which they had not come before it. */
export class SeqStep<S extends Scope> extends Placed {
  readonly entry: Entry;
  readonly scopes: PlaceSet<S>;
  /** How they had come to the part before. */
  readonly earlier: SeqProgress<S> | undefined;

  constructor(entry: Entry, scopes: PlaceSet<S>, earlier: SeqProgress<S> | undefined) {
    super();
    this.entry = entry;
    this.scopes = scopes;
    this.earlier = earlier;
  }
}

const FEW = 8;

/**
 * What an event carries of the scopes in which a sequence has come up to some part: which they are, and
 * the events that brought them there first, on some path. Where paths meet, several events may have
 * brought a scope there: only the earliest is ever asked for, and the others are dropped whenever the
 * steps have doubled, so that there are never more than open scopes, twice over.
 */
export class SeqProgress<S extends Scope> {
  readonly scopes: PlaceSet<S>;
  #steps: PlaceSet<SeqStep<S>>;
  /** Steps are dropped when their set has more leaves than this. */
  #limit: number;

  private constructor(scopes: PlaceSet<S>, steps: PlaceSet<SeqStep<S>>, limit: number) {
    this.scopes = scopes;
    this.#steps = steps;
    this.#limit = limit;
  }

  /** `was`, in which a step has brought scopes on. */
  static after<S extends Scope>(
    was: SeqProgress<S> | undefined,
    scopes: PlaceSet<S>,
    step: SeqStep<S>,
  ): SeqProgress<S> {
    if (was === undefined) return new SeqProgress(scopes, only(step), FEW);
    return new SeqProgress(scopes, plus(was.#steps, step), was.#limit);
  }

  /** That of an effect of both. Cost O(difference), amortised. */
  static join<S extends Scope>(this: void, a: SeqProgress<S>, b: SeqProgress<S>): SeqProgress<S> {
    const scopes = union(a.scopes, b.scopes);
    let steps = union(a.#steps, b.#steps);
    if (leavesOf(steps) > Math.max(a.#limit, b.#limit)) {
      // In place: what else is made of either has no more to drop.
      a.#thinOut();
      b.#thinOut();
      steps = union(a.#steps, b.#steps);
    }
    if (scopes === a.scopes && steps === a.#steps) return a;
    if (scopes === b.scopes && steps === b.#steps) return b;
    return new SeqProgress(scopes, steps, Math.max(a.#limit, b.#limit));
  }

  /**
   * The earliest step that brought each of some scopes here, with those that it brought. Cost O(scopes +
   * steps since the first of them began).
   */
  *earliest(scopes: PlaceSet<S>): Generator<readonly [step: SeqStep<S>, brought: PlaceSet<S>], undefined> {
    let left = scopes;
    const begun = first(scopes)?.cause.seq ?? Number.POSITIVE_INFINITY;
    // No step before that can have brought any of them.
    for (const step of membersFrom(this.#steps, begun)) {
      const brought = both(left, step.scopes);
      if (isEmpty(brought)) continue;
      yield [step, brought];
      left = minus(left, brought);
      if (isEmpty(left)) break;
    }
    return undefined;
  }

  #thinOut(): void {
    let kept: PlaceSet<SeqStep<S>>;
    for (const [step] of this.earliest(this.scopes)) kept = plus(kept, step);
    this.#steps = kept;
    this.#limit = 2 * leavesOf(kept) + FEW;
  }
}
