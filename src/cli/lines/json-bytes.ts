// JSON read from bytes, as far as it is plain: ASCII, nothing escaped, at most one space after a comma or a
// colon. Each function says where what begins at `at` ends, or -1 where it is something else. A byte
// that no JSON holds, such as a newline, must follow somewhere.

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Bytes that stand for themselves in a string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte <= 0x7e && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

export function afterString(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return -1;
  for (;;) {
    const byte = bytes[++at]!;
    if (PLAIN[byte] === 1) continue;
    return byte === QUOTE ? at + 1 : -1;
  }
}

export function afterNumber(bytes: Uint8Array, at: number): number {
  if (bytes[at] === MINUS) at++;
  at = bytes[at] === ZERO ? at + 1 : afterDigits(bytes, at);
  if (at !== -1 && bytes[at] === 0x2e /* . */) at = afterDigits(bytes, at + 1);
  if (at === -1 || (bytes[at]! | 0x20) !== 0x65 /* e */) return at;
  const sign = bytes[at + 1];
  return afterDigits(bytes, sign === MINUS || sign === 0x2b /* + */ ? at + 2 : at + 1);
}

/** After at least one digit. */
function afterDigits(bytes: Uint8Array, at: number): number {
  const from = at;
  while (bytes[at]! >= ZERO && bytes[at]! <= 0x39 /* 9 */) at++;
  return at === from ? -1 : at;
}

/** How deep values may be nested: a bit for each level. */
const DEEPEST = 30;

/** Any value. No recursion: what is open is noted in bits, 1 for an object, 0 for an array. */
export function afterValue(bytes: Uint8Array, at: number): number {
  let open = 0;
  let depth = 0;
  for (;;) {
    const first = bytes[at];
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      const isObject = first === OPEN_BRACE;
      at++;
      if (bytes[at] === (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) at++;
      else {
        if (++depth > DEEPEST) return -1;
        open = (open << 1) | (isObject ? 1 : 0);
        if (isObject) at = afterKey(bytes, at);
        if (at === -1) return -1;
        continue;
      }
    } else at = afterScalar(bytes, at);
    if (at === -1) return -1;
    // A value has ended, and perhaps what it is in.
    for (;;) {
      if (depth === 0) return at;
      const isObject = (open & 1) === 1;
      const next = bytes[at++];
      if (next === COMMA) {
        if (bytes[at] === 0x20) at++;
        if (isObject) at = afterKey(bytes, at);
        if (at === -1) return -1;
        break;
      }
      if (next !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) return -1;
      open >>>= 1;
      depth--;
    }
  }
}

function afterKey(bytes: Uint8Array, at: number): number {
  at = afterString(bytes, at);
  if (at === -1 || bytes[at] !== COLON) return -1;
  return bytes[at + 1] === 0x20 ? at + 2 : at + 1;
}

function afterScalar(bytes: Uint8Array, at: number): number {
  switch (bytes[at]!) {
    case QUOTE:
      return afterString(bytes, at);
    case 0x74: // t
      return afterWord(bytes, at, "true");
    case 0x66: // f
      return afterWord(bytes, at, "false");
    case 0x6e: // n
      return afterWord(bytes, at, "null");
    default:
      return afterNumber(bytes, at);
  }
}

function afterWord(bytes: Uint8Array, at: number, word: string): number {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return -1;
  return at + word.length;
}
