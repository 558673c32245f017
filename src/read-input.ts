import { type EventInput, isEventName } from "./event.ts";
import { messageOf } from "./message-of.ts";
import { show } from "./show.ts";

/** What keeps an input from being an event: which field, and in what way. */
export class Flaw {
  readonly field: string;
  readonly problem: string;

  constructor(field: string, problem: string) {
    this.field = field;
    this.problem = problem;
  }
}

/** What a producer said, read once and found good: with what it left out, it is the event. */
export interface Said {
  readonly id: string | undefined;
  readonly name: string;
  source: string | undefined;
  time: number | undefined;
  readonly data: any;
  /** Ids, without duplicates, frozen. */
  readonly causes: readonly string[];
}

/** Knows names of events: gives back the name, the same string each time, or nothing for what is none. */
export type NameOf = (name: string) => string | undefined;

/**
 * Reads an input, every field once, or says what keeps it from being an event. Cost O(causes), and
 * the length of the name where `nameOf` does not know it.
 */
export function readInput(input: unknown, nameOf: NameOf = ownName): Said | Flaw {
  if (typeof input !== "object" || input === null)
    return new Flaw("event", `expected an object, got ${show(input)}`);
  try {
    const { id, name: called, source, time, data, causes } = input as EventInput;
    const name = typeof called === "string" ? nameOf(called) : undefined;
    const flaw = name === undefined ? flawOfName(called) : flawOfHead(id, source, time);
    if (flaw !== undefined) return flaw;
    const ids = readCauses(causes, id);
    return ids instanceof Flaw ? ids : { id, name: name!, source, time, data, causes: ids };
  } catch (error) {
    return new Flaw("event", `reading it threw: ${messageOf(error)}`);
  }
}

/** Says what keeps `input` from being an event, or `undefined` when nothing does. Cost O(causes). */
export function flawOf(input: unknown): Flaw | undefined {
  const read = readInput(input);
  return read instanceof Flaw ? read : undefined;
}

function ownName(name: string): string | undefined {
  return isEventName(name) ? name : undefined;
}

function flawOfName(name: unknown): Flaw {
  if (typeof name !== "string") return new Flaw("name", `expected a string, got ${show(name)}`);
  return new Flaw("name", `${show(name)} is not dotted segments of letters, digits, "_" and "-"`);
}

function flawOfHead(id: unknown, source: unknown, time: unknown): Flaw | undefined {
  if (id !== undefined && (typeof id !== "string" || id === ""))
    return new Flaw("id", `expected a non-empty string, got ${show(id)}`);
  if (source !== undefined && (typeof source !== "string" || source === ""))
    return new Flaw("source", `expected a non-empty string, got ${show(source)}`);
  if (time !== undefined && !Number.isFinite(time))
    return new Flaw("time", `expected epoch milliseconds, got ${show(time)}`);
  return undefined;
}

const NO_CAUSES: readonly string[] = Object.freeze([]);

function readCauses(causes: unknown, id: string | undefined): readonly string[] | Flaw {
  if (causes === undefined || (Array.isArray(causes) && causes.length === 0)) return NO_CAUSES;
  if (typeof causes !== "object" || causes === null || !(Symbol.iterator in causes))
    return new Flaw("causes", `expected a list of ids or events, got ${show(causes)}`);
  let ids: string[] | undefined;
  let seen: Set<string> | undefined;
  let at = 0;
  for (const cause of causes as Iterable<unknown>) {
    const cited = typeof cause === "string" ? cause : (cause as { id?: unknown } | null | undefined)?.id;
    if (typeof cited !== "string" || cited === "")
      return new Flaw(`causes[${at}]`, `expected an id or an event, got ${show(cause)}`);
    if (cited === id) return new Flaw(`causes[${at}]`, `event ${show(id)} cites itself`);
    at++;
    if (ids === undefined) {
      // Mostly it stays the only one; `push` would make room for seventeen.
      ids = [cited];
      continue;
    }
    if (ids.length > 8) {
      seen ??= new Set(ids);
      if (seen.has(cited)) continue;
      seen.add(cited);
    } else if (ids.includes(cited)) continue;
    ids.push(cited);
  }
  if (ids === undefined) return NO_CAUSES;
  // Each event keeps its list: `slice` gives an array of exact size.
  return Object.freeze(ids.length === 1 ? ids : ids.slice());
}
