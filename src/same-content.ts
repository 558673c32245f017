/**
 * Whether two values are the same structurally: primitives as `Object.is`, arrays and plain objects
 * by content, dates, maps, sets and binary data by what they hold, anything else by identity.
 * What is being compared already is taken as the same, so cycles end. No recursion: any depth will do.
 * What cannot be read is not the same. Cost O(size).
 */
export function sameContent(a: unknown, b: unknown): boolean {
  try {
    return haveSameContent(a, b);
  } catch {
    return false;
  }
}

function haveSameContent(a: unknown, b: unknown): boolean {
  const open: (readonly [unknown, unknown])[] = [[a, b]];
  // With all that each was compared to: loops of different lengths meet in ever other pairs.
  const compared = new Map<object, Set<object>>();
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [one, other] = pair;
    if (Object.is(one, other)) continue;
    if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
    const others = compared.get(one);
    if (others?.has(other)) continue;
    if (others === undefined) compared.set(one, new Set([other]));
    else others.add(other);
    const parts = comparable(one, other);
    if (parts === undefined) return false;
    for (const part of parts) open.push(part);
  }
  return true;
}

/** The parts in pairs that two objects are compared by; `undefined` where they differ for certain. */
function comparable(a: object, b: object): (readonly [unknown, unknown])[] | undefined {
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return undefined;
  if (Array.isArray(a)) return pairs(a, b as unknown[]);
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime()) ? [] : undefined;
  if (a instanceof Map || a instanceof Set) return pairs([...a], [...(b as Map<unknown, unknown>)]);
  if (ArrayBuffer.isView(a)) return sameBytes(a, b as ArrayBufferView) ? [] : undefined;
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length || !keys.every((key) => Object.hasOwn(b, key))) return undefined;
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return keys.map((key) => [one[key], other[key]] as const);
}

function pairs(a: readonly unknown[], b: readonly unknown[]): (readonly [unknown, unknown])[] | undefined {
  return a.length === b.length ? a.map((item, at) => [item, b[at]] as const) : undefined;
}

function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
