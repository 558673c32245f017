/**
 * What happened: one event, immutable, linked to its causes by their ids.
 *
 * Causality lives here and nowhere else. `time` orders nothing: it is data that deadlines on the
 * event clock read.
 */
export interface CausalEvent<Data = unknown, Name extends string = string> {
  /** Unique in the stream. Generated when the producer gives none. */
  readonly id: string;
  /** Dotted segments, each `[A-Za-z0-9_-]+`: `"Sensor.reading"`. */
  readonly name: Name;
  /** The producer's own word, else the source object's name, else the name it was registered under. */
  readonly source: string;
  /** Event time in epoch milliseconds: the producer's, else the clock at arrival. */
  readonly time: number;
  readonly data: Data;
  /** Ids of all direct causes: given, linked and missing alike, without duplicates. */
  readonly causes: readonly string[];
}

/** What a producer hands in: a name, and whatever else it knows. */
export interface EventInput<Data = unknown, Name extends string = string> {
  readonly id?: string | undefined;
  readonly name: Name;
  readonly source?: string | undefined;
  readonly time?: number | undefined;
  readonly data?: Data | undefined;
  /** Ids, or anything with an id (an event, a draft). */
  readonly causes?: Iterable<string | { readonly id: string }> | undefined;
}

/** An input that already has its id, so that others can cite it before it is emitted. */
export type EventDraft<Data = unknown, Name extends string = string> = EventInput<Data, Name> & {
  readonly id: string;
  readonly data: Data;
};

/**
 * An event as it is named in a proof. Of an evicted event only the stub is left. `hidden` counts,
 * at least, the events left out before this step of a chain.
 */
export type EventRef = (
  | (CausalEvent & { readonly evicted?: undefined })
  | {
      readonly id: string;
      readonly name: string;
      readonly source: string;
      readonly time: number;
      readonly evicted: true;
    }
) & { readonly hidden?: number };

export interface EventOptions {
  readonly causes?: Iterable<string | { readonly id: string }>;
  readonly source?: string;
  readonly id?: string;
  /** Epoch milliseconds. */
  readonly time?: number;
}

const OPTIONS: readonly string[] = ["causes", "source", "id", "time"];

/**
 * Makes an input with an id. What it is given is checked where the event goes; only an option that
 * does not exist throws, a TypeError. Cost O(1).
 *
 * @example event("Sensor.reading", { temperature: 120 }, { causes: [other] })
 */
export function event<Data = undefined, const Name extends string = string>(
  name: Name,
  data?: Data,
  options: EventOptions = {},
): EventDraft<Data, Name> {
  for (const key of Object.keys(options))
    if (!OPTIONS.includes(key))
      throw new TypeError(`event() has no option "${key}"; it takes ${OPTIONS.join(", ")}`);
  return { ...options, id: options.id ?? freshId(), name, data: data as Data };
}

const idPrefix = Math.floor(Math.random() * 36 ** 6).toString(36);
let counter = 0;

/** An id that no other call in this process returns, and that no other process is likely to. */
export function freshId(): string {
  return `${idPrefix}-${(++counter).toString(36)}`;
}

/** What no name has. It looks for a fault, since a repeated group would need stack for each segment. */
const FAULT = /[^A-Za-z0-9_.-]|^\.|\.\.|\.$|^$/;

export function isEventName(name: string): boolean {
  return !FAULT.test(name);
}

/** What is wrong with an input: which field, and in what way. */
export interface Flaw {
  readonly field: string;
  readonly problem: string;
}

/** Says what keeps `input` from being an event, or `undefined` when nothing does. Cost O(causes). */
export function flawOf(input: unknown): Flaw | undefined {
  const flaw = flawOfHead(input, false);
  if (flaw !== undefined) return flaw;
  const { id, causes } = input as EventInput;
  const read = readCauses(causes, id);
  return isFlaw(read) ? read : undefined;
}

/** Tells what is wrong with causes from the causes. */
export function isFlaw(read: readonly string[] | Flaw): read is Flaw {
  return !Array.isArray(read);
}

/** Likewise for everything but the causes; `knownName` spares the test of a name found good before. */
export function flawOfHead(input: unknown, knownName: boolean): Flaw | undefined {
  if (typeof input !== "object" || input === null)
    return { field: "event", problem: `expected an object, got ${show(input)}` };
  const { id, name, source, time } = input as Record<string, unknown>;
  if (!knownName) {
    if (typeof name !== "string") return { field: "name", problem: `expected a string, got ${show(name)}` };
    if (!isEventName(name))
      return {
        field: "name",
        problem: `${show(name)} is not dotted segments of letters, digits, "_" and "-"`,
      };
  }
  if (id !== undefined && (typeof id !== "string" || id === ""))
    return { field: "id", problem: `expected a non-empty string, got ${show(id)}` };
  if (source !== undefined && (typeof source !== "string" || source === ""))
    return { field: "source", problem: `expected a non-empty string, got ${show(source)}` };
  if (time !== undefined && !Number.isFinite(time))
    return { field: "time", problem: `expected epoch milliseconds, got ${show(time)}` };
  return undefined;
}

/** The ids of causes, without duplicates, frozen; or what is wrong with them. Cost O(causes). */
export function readCauses(causes: unknown, id: string | undefined): readonly string[] | Flaw {
  if (causes === undefined || (Array.isArray(causes) && causes.length === 0)) return NO_CAUSES;
  if (typeof causes !== "object" || causes === null || !(Symbol.iterator in causes))
    return { field: "causes", problem: `expected a list of ids or events, got ${show(causes)}` };
  const ids: string[] = [];
  let seen: Set<string> | undefined;
  let at = 0;
  for (const cause of causes as Iterable<unknown>) {
    const cited = typeof cause === "string" ? cause : (cause as { id?: unknown } | null | undefined)?.id;
    if (typeof cited !== "string" || cited === "")
      return { field: `causes[${at}]`, problem: `expected an id or an event, got ${show(cause)}` };
    if (cited === id) return { field: `causes[${at}]`, problem: `event ${show(id)} cites itself` };
    at++;
    if (ids.length > 8) {
      seen ??= new Set(ids);
      if (seen.has(cited)) continue;
      seen.add(cited);
    } else if (ids.includes(cited)) continue;
    ids.push(cited);
  }
  return ids.length === 0 ? NO_CAUSES : Object.freeze(ids);
}

const NO_CAUSES: readonly string[] = Object.freeze([]);

/** A value as a message shows it: short, on one line, never throwing. */
export function show(value: unknown): string {
  let text: string | undefined;
  try {
    text = typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
  } catch {
    text = undefined;
  }
  text ??=
    typeof value === "symbol" ? value.toString() : String(typeof value === "function" ? "a function" : value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
