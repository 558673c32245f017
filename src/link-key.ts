import { show } from "./show.ts";

// No text that a producer writes begins so.
const STRUCTURE = "\u0000";

/** A key of a link as it is looked up: lists, plain objects and dates by their content, all else as it is. Cost O(size). */
export function lookedUp(key: unknown): unknown {
  if (typeof key !== "object" || key === null) return key;
  const prototype: unknown = Object.getPrototypeOf(key);
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain || Array.isArray(key) || key instanceof Date
    ? STRUCTURE + JSON.stringify(key, withSortedKeys)
    : key;
}

/** A key, as it is looked up, for messages. */
export function showKey(key: unknown): string {
  return typeof key === "string" && key.startsWith(STRUCTURE) ? key.slice(STRUCTURE.length) : show(key);
}

function withSortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
