import type { CausalEvent } from "../event.ts";
import { describeValue, selector, type Selector } from "./selector.ts";

/** Any of several selectors: an event that one of them takes. */
export interface AnyOf<E extends CausalEvent<any> = CausalEvent<any>> {
  readonly kind: "anyOf";
  readonly selectors: readonly Selector<E>[];
}

/** Events in causal order: a < b < …. */
export interface Seq<Parts extends readonly unknown[] = readonly Part[]> {
  readonly kind: "seq";
  readonly parts: Parts & readonly Part[];
}

/** Distinct events, related or not, in any order. */
export interface AllOf<Parts extends readonly unknown[] = readonly Part[]> {
  readonly kind: "allOf";
  readonly parts: Parts & readonly Part[];
}

/** What one event of a match must be. */
export type Part = Selector<any> | AnyOf<any>;

/** What may be written where a part is wanted. */
export type PartInput = string | Selector<any> | AnyOf<any>;

/** The event a part input stands for; names say nothing of the data. */
export type EventOfPart<P> = P extends { readonly where: ((event: infer E) => unknown) | undefined }
  ? E
  : P extends { readonly selectors: readonly Selector<infer E>[] }
    ? E
    : CausalEvent<any>;

/**
 * Selects by name and predicate. A predicate that throws is no match, and is counted. Throws a TypeError
 * for what is no name pattern or no function.
 */
export function where(
  name: string,
  predicate: (event: CausalEvent<any>) => boolean,
): Selector<CausalEvent<any>> {
  return selector(name, predicate);
}

/**
 * Events in causal order, each a cause (direct or not) of the next. Throws a TypeError for no parts, and
 * for what is no part. A rule takes at most 31 parts, `never` within a cause 30: it throws for more.
 */
export function seq<const Parts extends readonly PartInput[]>(
  ...parts: Parts
): Seq<{ [K in keyof Parts]: AnyOf<EventOfPart<Parts[K]>> }> {
  return { kind: "seq", parts: several("seq", parts) as never };
}

/** Distinct events in any order. What it throws, and how many parts a rule takes: as for `seq`. */
export function allOf<const Parts extends readonly PartInput[]>(
  ...parts: Parts
): AllOf<{ [K in keyof Parts]: AnyOf<EventOfPart<Parts[K]>> }> {
  return { kind: "allOf", parts: several("allOf", parts) as never };
}

/** One event that any of the selectors takes: any number of them. Throws a TypeError as `seq` does. */
export function anyOf<const Parts extends readonly PartInput[]>(
  ...parts: Parts
): AnyOf<EventOfPart<Parts[number]>> {
  return { kind: "anyOf", selectors: several("anyOf", parts).flatMap(selectorsOf) as never };
}

function several(operator: string, parts: readonly unknown[]): Part[] {
  if (parts.length === 0) throw new TypeError(`${operator}() needs at least one selector`);
  return parts.map((part) => toPart(part, `${operator}()`));
}

/** Reads one part, for `place` in messages. Throws a TypeError for anything else. */
function toPart(input: unknown, place: string): Part {
  if (typeof input === "string") return selector(input);
  const kind = kindOf(input);
  if (kind === "selector" || kind === "anyOf") return input as Part;
  throw new TypeError(`${place} takes a selector or anyOf of selectors, not ${describe(input)}`);
}

/** Reads a trigger, response, effect, cause or scope: here a bare list means `anyOf`. */
export function toAlternatives(input: unknown, place: string): Part {
  return Array.isArray(input) ? anyOf(...(input as PartInput[])) : toPart(input, place);
}

/** Reads what a watch looks for: a bare list means `seq`. */
export function toSequence(input: unknown, place: string): readonly Part[] {
  if (Array.isArray(input)) return few(several(place, input), place, MOST_PARTS);
  return kindOf(input) === "seq" ? few((input as Seq).parts, place, MOST_PARTS) : [toPart(input, place)];
}

/** Reads what `never` forbids: a bare list means `allOf` within a cause, `seq` without one. */
export function toForbidden(input: unknown, place: string, scoped: boolean): Seq | AllOf {
  // The cause that it is within takes a bit too.
  const most = scoped ? MOST_PARTS - 1 : MOST_PARTS;
  if (Array.isArray(input)) {
    const parts = few(several(place, input), place, most);
    return scoped ? { kind: "allOf", parts } : { kind: "seq", parts };
  }
  const kind = kindOf(input);
  if (kind === "seq" || kind === "allOf") {
    few((input as Seq | AllOf).parts, place, most);
    return input as Seq | AllOf;
  }
  return { kind: "seq", parts: [toPart(input, place)] };
}

/** The parts that an event plays are bits of a number. */
const MOST_PARTS = 31;

function few(parts: readonly Part[], place: string, most: number): readonly Part[] {
  if (parts.length <= most) return parts;
  throw new TypeError(
    `${place} takes at most ${most} parts, not ${parts.length}: split it into several rules`,
  );
}

/** The alternatives of a part. */
export function selectorsOf(part: Part): readonly Selector<any>[] {
  return part.kind === "selector" ? [part] : part.selectors;
}

/** A part as messages and derived names write it. */
export function describePart(part: Part): string {
  const names = selectorsOf(part).map((s) => (s.label === undefined ? s.name : `${s.name}[${s.label}]`));
  return names.join("|");
}

function kindOf(input: unknown): unknown {
  return typeof input === "object" && input !== null ? (input as { kind?: unknown }).kind : undefined;
}

function describe(input: unknown): string {
  const kind = kindOf(input);
  return kind === "seq" || kind === "allOf" ? `${kind}(…)` : describeValue(input);
}
