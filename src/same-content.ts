/**
 * Whether two values are the same structurally: primitives as `Object.is`, arrays and plain objects
 * by content, dates, maps, sets and binary data by what they hold, anything else by identity.
 * What is being compared already is taken as the same, so cycles end. Values nested too deep to
 * compare are taken as different. Cost O(size).
 */
export function sameContent(a: unknown, b: unknown): boolean {
  try {
    return same(a, b, new Map());
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function same(a: unknown, b: unknown, compared: Map<object, unknown>): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (compared.get(a) === b) return true;
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  compared.set(a, b);
  if (Array.isArray(a)) {
    const other = b as unknown[];
    return a.length === other.length && a.every((item, at) => same(item, other[at], compared));
  }
  if (a instanceof Date) return a.getTime() === (b as Date).getTime();
  if (a instanceof Map) return same([...a], [...(b as Map<unknown, unknown>)], compared);
  if (a instanceof Set) return same([...a], [...(b as Set<unknown>)], compared);
  if (ArrayBuffer.isView(a)) return sameBytes(a, b as ArrayBufferView);
  if (prototype !== Object.prototype && prototype !== null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) &&
        same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], compared),
    )
  );
}

function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
