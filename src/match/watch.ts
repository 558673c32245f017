import type { CausalEvent } from "../event.ts";
import { checkKnown } from "../known-options.ts";
import {
  type AnyOf,
  describePart,
  type EventOfPart,
  type Part,
  type PartInput,
  type Seq,
  toSequence,
} from "../pattern/pattern.ts";
import type { Selector } from "../pattern/selector.ts";
import { show } from "../show.ts";

/** Which events, of those that match a part of a sequence, are told with the event of the next part. */
export type Match =
  /** All that are retained and precede it. */
  | "all"
  /** Of those, the ones with no other of them between. */
  | "nearest"
  /** Its direct causes. */
  | "direct";

/** Called with the events of a match, in causal order. May be async: it is awaited. */
export type WatchCallback = (...events: CausalEvent<any>[]) => unknown;

/** A reusable watch, not yet registered. */
export interface Watch {
  readonly kind: "watch";
  readonly name: string;
  readonly named: boolean;
  readonly parts: readonly Part[];
  readonly match: Match;
  readonly callback: WatchCallback;
}

export interface WatchOptions {
  readonly name?: string | undefined;
  readonly match?: Match | undefined;
}

export type WatchPattern = PartInput | Seq<any> | readonly PartInput[];

/** The events a watch on `P` hands to its callback. */
export type EventsOf<P> = P extends readonly PartInput[]
  ? { [K in keyof P]: EventOfPart<P[K]> }
  : P extends Seq<infer Parts>
    ? { [K in keyof Parts]: EventOfPart<Parts[K]> }
    : P extends Selector<any> | AnyOf<any> | string
      ? [event: EventOfPart<P>]
      : CausalEvent<any>[];

/**
 * Builds a watch: `callback` is called at the admission of the last event of each match, with the
 * retained events that precede it. Throws a TypeError for what a watch cannot look for.
 */
export function watch<const P extends WatchPattern>(
  pattern: P,
  callback: (...events: Extract<EventsOf<P>, readonly unknown[]>) => unknown,
  options: WatchOptions = {},
): Watch {
  const parts = toSequence(pattern, "watch");
  checkKnown("watch", options, ["name", "match"]);
  const { name, match = "all" } = options;
  if (typeof callback !== "function")
    throw new TypeError(`watch needs a callback, not a value of type ${typeof callback}`);
  if (match !== "all" && match !== "nearest" && match !== "direct")
    throw new TypeError(`watch match is "all", "nearest" or "direct", not ${show(match)}`);
  if (name !== undefined && (typeof name !== "string" || name === ""))
    throw new TypeError(`a watch's name is a non-empty string, not ${show(name)}`);
  return {
    kind: "watch",
    name: name ?? parts.map(describePart).join(" < "),
    named: name !== undefined,
    parts,
    match,
    callback: callback as WatchCallback,
  };
}
