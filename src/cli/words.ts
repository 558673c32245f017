const PLACES = 256;

/**
 * Words that come again and again, such as names of events: read from bytes without making a string
 * of them each time. Keeps the last word for each of 256 places.
 */
export class Words {
  readonly #words: string[] = Array.from({ length: PLACES }, () => "");
  /** The same as bytes. */
  readonly #bytes: Uint8Array[] = Array.from({ length: PLACES }, () => new Uint8Array(0));

  /** The bytes from `from` to before `to`, ASCII, as a string. Cost O(length). */
  read(bytes: Buffer, from: number, to: number): string {
    const middle = (from + to) >> 1;
    const place = (31 * (to - from) + 7 * bytes[middle]! + bytes[to - 1]!) & (PLACES - 1);
    if (!isAt(this.#bytes[place]!, bytes, from, to)) {
      this.#bytes[place] = Uint8Array.prototype.slice.call(bytes, from, to);
      this.#words[place] = bytes.toString("latin1", from, to);
    }
    return this.#words[place]!;
  }
}

function isAt(word: Uint8Array, bytes: Buffer, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let at = 0; at < word.length; at++) if (word[at] !== bytes[from + at]) return false;
  return true;
}
