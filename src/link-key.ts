import { show } from "./show.ts";

// What begins so stands for something else than itself.
const ENCODED = "\u0000";

/**
 * A key of a link as it is looked up: lists, plain objects and dates by their content, all else as it is.
 * What holds anything else, a map say, is compared by identity too. Cost O(size).
 */
export function lookedUp(key: unknown): unknown {
  if (typeof key === "string") return key.startsWith(ENCODED) ? ENCODED + JSON.stringify(key) : key;
  if (typeof key !== "object" || key === null) return key;
  const content = contentOf(key);
  return content === undefined ? key : ENCODED + content;
}

/** A key, as it is looked up, for messages. */
export function showKey(key: unknown): string {
  return typeof key === "string" && key.startsWith(ENCODED) ? key.slice(ENCODED.length) : show(key);
}

/** What two values have in common that have the same content and are of these kinds; of others nothing. */
function contentOf(value: unknown): string | undefined {
  if (value === null || typeof value !== "object") return contentOfPrimitive(value);
  if (Array.isArray(value)) return joined("[", value.map(contentOf), "]");
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Date.prototype) return `Date(${(value as Date).getTime()})`;
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const contents = fields.map(([key, each]) => {
    const content = contentOf(each);
    return content && `${JSON.stringify(key)}:${content}`;
  });
  return joined("{", contents, "}");
}

function contentOfPrimitive(value: unknown): string | undefined {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "symbol" || typeof value === "function") return undefined;
  return String(value);
}

function joined(open: string, contents: readonly (string | undefined)[], close: string): string | undefined {
  return contents.includes(undefined) ? undefined : `${open}${contents.join(",")}${close}`;
}
