import { NEW, WORDS } from "./line-block.ts";

/** Knows words that come again and again, such as names of events, by their bytes. */
export class Words {
  /** The last word of each place. */
  readonly #words: Uint8Array[] = Array.from({ length: WORDS }, () => new Uint8Array(0));

  /** The place of the word from `from` to before `to`, `NEW` added where another was there. Cost O(length). */
  note(bytes: Uint8Array, from: number, to: number): number {
    const middle = (from + to) >> 1;
    const place = (31 * (to - from) + 7 * bytes[middle]! + bytes[to - 1]!) & (WORDS - 1);
    if (isAt(this.#words[place]!, bytes, from, to)) return place;
    this.#words[place] = bytes.slice(from, to);
    return place + NEW;
  }
}

function isAt(word: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let at = 0; at < word.length; at++) if (word[at] !== bytes[from + at]) return false;
  return true;
}
