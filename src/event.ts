import { checkKnown } from "./known-options.ts";

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
  checkKnown("event()", options, OPTIONS);
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
