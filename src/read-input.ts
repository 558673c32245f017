import { type EventInput, isEventName, show } from "./event.ts";
import { messageOf } from "./message-of.ts";

/** What keeps an input from being an event: which field, and in what way. */
export class Flaw {
  readonly field: string;
  readonly problem: string;

  constructor(field: string, problem: string) {
    this.field = field;
    this.problem = problem;
  }
}

/** What a producer said, read once and found good. */
export interface Said {
  readonly id: string | undefined;
  readonly name: string;
  readonly source: string | undefined;
  readonly time: number | undefined;
  readonly data: any;
  /** Ids, without duplicates, frozen. */
  readonly causes: readonly string[];
}

/**
 * Reads an input, every field once, or says what keeps it from being an event. `isName` knows the
 * names of events. Cost O(causes).
 */
export function readInput(input: unknown, isName: (name: string) => boolean = isEventName): Said | Flaw {
  if (typeof input !== "object" || input === null)
    return new Flaw("event", `expected an object, got ${show(input)}`);
  try {
    const { id, name, source, time, data, causes } = input as EventInput;
    const flaw = flawOfHead(id, name, source, time, isName);
    if (flaw !== undefined) return flaw;
    const ids = readCauses(causes, id);
    return ids instanceof Flaw ? ids : { id, name, source, time, data, causes: ids };
  } catch (error) {
    return new Flaw("event", `reading it threw: ${messageOf(error)}`);
  }
}

/** Says what keeps `input` from being an event, or `undefined` when nothing does. Cost O(causes). */
export function flawOf(input: unknown): Flaw | undefined {
  const read = readInput(input);
  return read instanceof Flaw ? read : undefined;
}

function flawOfHead(
  id: unknown,
  name: unknown,
  source: unknown,
  time: unknown,
  isName: (name: string) => boolean,
): Flaw | undefined {
  if (typeof name !== "string") return new Flaw("name", `expected a string, got ${show(name)}`);
  if (!isName(name))
    return new Flaw("name", `${show(name)} is not dotted segments of letters, digits, "_" and "-"`);
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
  const ids: string[] = [];
  let seen: Set<string> | undefined;
  let at = 0;
  for (const cause of causes as Iterable<unknown>) {
    const cited = typeof cause === "string" ? cause : (cause as { id?: unknown } | null | undefined)?.id;
    if (typeof cited !== "string" || cited === "")
      return new Flaw(`causes[${at}]`, `expected an id or an event, got ${show(cause)}`);
    if (cited === id) return new Flaw(`causes[${at}]`, `event ${show(id)} cites itself`);
    at++;
    if (ids.length > 8) {
      seen ??= new Set(ids);
      if (seen.has(cited)) continue;
      seen.add(cited);
    } else if (ids.includes(cited)) continue;
    ids.push(cited);
  }
  // A copy is as long as it must be, where what was pushed to has room for more.
  return ids.length === 0 ? NO_CAUSES : Object.freeze(ids.slice());
}
