import type { CausalEvent, EventInput } from "../../event.ts";
import type { LinkRule } from "../../admission/link-rule.ts";

/** One event as the oracle knows it: from its arrival on, and for good. */
export interface Known {
  readonly event: CausalEvent<any>;
  /** What was handed in, for telling a repeat from a conflict. */
  readonly given: EventInput & { readonly id: string };
  /** The how-manieth arrival it was. */
  readonly arrival: number;
  /** The clock at its arrival. */
  readonly at: number;
  /** Everything it cites: given, linked, chained. */
  readonly causes: Set<string>;
  /** Link keys that nothing answers yet. */
  wanted: { readonly rule: LinkRule; readonly key: unknown }[];
  /** Whether a link rule found no cause for it: something before it may be missing. */
  unlinked: boolean;
  /** Whether a link rule looked for it before, and went on without. */
  late: boolean;
  /** Its place in the history; -1 before its admission. */
  index: number;
  /** The clock at its admission. */
  admittedAt: number;
  /** Cited ids that were still unknown when it was forced out. */
  missing: readonly string[];
  /** Direct causes that are events. */
  readonly direct: Set<Known>;
  /** Everything before it: the transitive closure of `direct`. */
  readonly past: Set<Known>;
  unknownPast: boolean;
}

/** Whether `a < b`. */
export function precedes(a: Known, b: Known): boolean {
  return b.past.has(a);
}

/** By order of admission. */
export function byAdmission(a: Known, b: Known): number {
  return a.index - b.index;
}

/** By order of arrival. */
export function byArrival(a: Known, b: Known): number {
  return a.arrival - b.arrival;
}

/** Gives `node` its place in the graph: `direct` and everything before those. */
export function place(node: Known, direct: Iterable<Known>): void {
  for (const cause of direct) {
    node.direct.add(cause);
    node.past.add(cause);
    for (const earlier of cause.past) node.past.add(earlier);
  }
  node.unknownPast =
    node.missing.length > 0 || node.unlinked || [...node.past].some((earlier) => earlier.unknownPast);
}

/** Whether two values are the same in structure. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
  );
}

/** The ids an input cites, without duplicates. */
export function cited(input: EventInput): string[] {
  return [
    ...new Set([...(input.causes ?? [])].map((cause) => (typeof cause === "string" ? cause : cause.id))),
  ];
}
