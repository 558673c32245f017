import type { EventRef } from "./event.ts";

// oxlint-disable-next-line no-control-regex -- they are what it looks for
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g;

/** Text of others as a terminal may show it: control characters cannot move its cursor. */
export function printable(text: string): string {
  return text.replaceAll(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** `1234567` as `1,234,567`. */
export function count(value: number): string {
  return Number.isFinite(value) ? String(value).replaceAll(/\B(?=(\d{3})+$)/g, ",") : String(value);
}

/** `1 line`, `2 lines`. */
export function counted(value: number, noun: string, plural: string = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** Epoch times as dates; the small numbers of made-up streams as they are. */
export function showTime(time: number): string {
  const date = new Date(time);
  return Math.abs(time) >= 1e11 && !Number.isNaN(date.getTime()) ? date.toISOString() : `t=${time}`;
}

/** A deadline as messages and derived names write it. */
export function describeWithin(within: { readonly ms: number } | { readonly events: number }): string {
  if ("ms" in within) return `within ${within.ms} ms`;
  return within.events === 1 ? "within 1 event" : `within ${within.events} events`;
}

/** What a violation is told with that is not `certain`. */
export const UNCERTAIN = "not certain: an event with an unknown past may be the missing response";

/** The first few of several, and how many more there are. */
export function firstOf(texts: readonly string[], most: number): string {
  const told = texts.slice(0, most).join(", ");
  return texts.length > most ? `${told} and ${count(texts.length - most)} more` : told;
}

/** An event as messages name it: `Sensor.reading "r1"`. */
export function describeRef({ name, id }: EventRef): string {
  return `${name} ${JSON.stringify(id)}`;
}
