import fc from "fast-check";
import type { Constraint } from "../../src/constrain/constraint.ts";
import type { Watch } from "../../src/match/watch.ts";
import {
  mustMatches,
  nevers,
  type PartOptions,
  precededBys,
  type ScenarioOptions,
  watches,
} from "../../src/testing/arbitraries.ts";

/** Rules of each kind, one by one and together. */
export function everyKind(options: PartOptions = {}): fc.Arbitrary<readonly Constraint[]> {
  return fc.oneof(
    fc.tuple(mustMatches(fc, "r0", options)),
    fc.tuple(nevers(fc, "r0", options)),
    fc.tuple(precededBys(fc, "r0", options)),
    severalRules(options),
  );
}

/** A few rules of each kind. */
export function severalRules(options: PartOptions = {}): fc.Arbitrary<readonly Constraint[]> {
  return fc.tuple(
    mustMatches(fc, "r0", options),
    nevers(fc, "r1", options),
    precededBys(fc, "r2", options),
    mustMatches(fc, "r3", options),
    nevers(fc, "r4", options),
  );
}

export function twoWatches(options: PartOptions = {}): fc.Arbitrary<readonly Watch[]> {
  return fc.tuple(watches(fc, "w0", options), watches(fc, "w1", options));
}

/** Everything at once. */
export const everything: ScenarioOptions = {
  rules: severalRules({ failing: true }),
  watches: twoWatches({ failing: true }),
  ordered: true,
  bounds: true,
};
