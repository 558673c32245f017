import type { CausalEvent } from "../../event.ts";
import { link, type LinkRule } from "../../admission/link-rule.ts";
import {
  type MustMatch,
  mustMatch,
  type Never,
  never,
  type PrecededBy,
  precededBy,
} from "../../constrain/constraint.ts";
import { type Match, type Watch, watch } from "../../match/watch.ts";
import { allOf, anyOf, type Part, seq, where } from "../../pattern/pattern.ts";
import { selector } from "../../pattern/selector.ts";
import type { Arbitrary, FastCheck } from "./fast-check.ts";
import { inTens, NAMES, type StreamData } from "./stream.ts";

export interface PartOptions {
  /** Whether predicates may throw. Default false. */
  readonly failing?: boolean;
}

/** What one event must be: a name, a wildcard, a few names, a predicate. */
export function parts(fc: FastCheck, options: PartOptions = {}): Arbitrary<Part> {
  const name = fc.constantFrom(...NAMES);
  const plain = name.map((each): Part => selector(each));
  const narrowed = fc.tuple(name, fc.nat(2)).map(([each, k]): Part => selector(each, isK(k), `k=${k}`));
  const wide = fc.constantFrom("**", "*", "D.*").map((each): Part => selector(each));
  const either = fc.tuple(name, name).map(([a, b]): Part => anyOf(a, b));
  const failing = name.map((each): Part => where(each, failsOnTwo));
  return fc.oneof(
    { weight: 6, arbitrary: plain },
    { weight: 2, arbitrary: narrowed },
    { weight: 1, arbitrary: wide },
    { weight: 1, arbitrary: either },
    { weight: options.failing ? 2 : 0, arbitrary: failing },
  );
}

function isK(k: number): (event: { data: { k: number } }) => boolean {
  return (event) => event.data.k === k;
}

function failsOnTwo(event: { data: { k: number } }): boolean {
  if (event.data.k === 2) throw new Error("the predicate fails on two");
  return event.data.k === 0;
}

export interface MustMatchesOptions extends PartOptions {
  /** Which deadlines; by default any. */
  readonly within?: "none" | "events" | "arrival" | "event";
}

export function mustMatches(
  fc: FastCheck,
  name: string,
  options: MustMatchesOptions = {},
): Arbitrary<MustMatch> {
  const ms = fc.nat(12).map(inTens);
  const deadlines = {
    none: fc.constant(undefined),
    events: fc.integer({ min: 1, max: 6 }).map((events) => ({ events })),
    arrival: ms.map((each) => ({ ms: each, clock: "arrival" as const })),
    event: fc
      .tuple(ms, fc.constantFrom(undefined, 0, 10, 40))
      .map(([each, allowedLatenessMs]) => ({ ms: each, clock: "event" as const, allowedLatenessMs })),
  };
  const within = options.within ? deadlines[options.within] : fc.oneof(...Object.values(deadlines));
  return fc
    .record({ trigger: parts(fc, options), response: parts(fc, options), within })
    .map((each) => mustMatch({ name, ...each }));
}

export interface NeversOptions extends PartOptions {
  readonly scope?: "all" | "nearest" | "none";
  readonly pattern?: "seq" | "allOf";
  /** Parts of the pattern, at most. Default 3. */
  readonly maxParts?: number;
}

export function nevers(fc: FastCheck, name: string, options: NeversOptions = {}): Arbitrary<Never> {
  const { maxParts = 3 } = options;
  const scopes = ["all", "nearest", "none"] as const;
  const patterns = ["seq", "allOf"] as const;
  return fc
    .record({
      scope: options.scope ? fc.constant(options.scope) : fc.constantFrom(...scopes),
      kind: options.pattern ? fc.constant(options.pattern) : fc.constantFrom(...patterns),
      forbidden: fc.array(parts(fc, options), { minLength: 1, maxLength: maxParts }),
      withinCause: parts(fc, options),
    })
    .map(({ scope, kind, forbidden, withinCause }) => {
      const pattern = kind === "seq" ? seq(...forbidden) : allOf(...forbidden);
      return never({ name, pattern, ...(scope === "none" ? {} : { withinCause, scope }) });
    });
}

export function precededBys(fc: FastCheck, name: string, options: PartOptions = {}): Arbitrary<PrecededBy> {
  return fc
    .record({ effect: parts(fc, options), cause: parts(fc, options) })
    .map((each) => precededBy({ name, ...each }));
}

export interface WatchesOptions extends PartOptions {
  readonly match?: Match;
}

/** Watches of one to three parts. */
export function watches(fc: FastCheck, name: string, options: WatchesOptions = {}): Arbitrary<Watch> {
  const match = options.match
    ? fc.constant(options.match)
    : fc.constantFrom<Match[]>("all", "nearest", "direct");
  return fc
    .tuple(fc.array(parts(fc, options), { minLength: 1, maxLength: 3 }), match)
    .map(([sequence, each]) => watch(sequence, () => {}, { name, match: each }));
}

/** Links between events of different names with an equal `data.key`: often several, or none. */
export function links(fc: FastCheck): Arbitrary<LinkRule> {
  const plain = (event: Keyed): unknown => event.data.key;
  const listed = ({ data: { key } }: Keyed): unknown => key && [{ key }];
  return fc
    .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES), fc.boolean(), fc.constantFrom(plain, listed))
    .filter(([effect, cause]) => effect !== cause)
    .map(([effect, cause, wait, key]) => link({ effect, cause, on: [key, key], wait }));
}

/** Links from `data.near` to the one event of that id. */
export function uniqueLinks(fc: FastCheck): Arbitrary<LinkRule> {
  const on = [(event: Keyed) => event.data.near, (event: Keyed) => event.id] as const;
  return fc.constantFrom(...NAMES).map((effect) => link({ effect, cause: "**", on }));
}

type Keyed = CausalEvent<StreamData>;
