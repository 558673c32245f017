import type { Fields } from "./fields.ts";
import { forget } from "./whole.ts";

const MOST_MESSAGES = 1_000;
const MOST_UNITS = 16 * 1024 * 1024;

/**
 * Keeps what was said of events until a processor has judged them, and no longer than it may need: an
 * event that was handed over may still wait there for a cause, so of those the last 1,000 are kept, at
 * most 16 Mi UTF-16 units. All operations cost O(1), amortised.
 */
export class WholeMessages {
  readonly #all: { readonly data: Fields; readonly size: number }[] = [];
  /** Where those begin that are kept, that were not handed over, that were not judged. */
  #first = 0;
  #unread = 0;
  #judged = 0;
  /** Of what was judged and is kept. */
  #size = 0;

  /** An event that waits to be read. */
  add(data: Fields): void {
    const { size } = data;
    this.#all.push({ data, size: typeof size === "number" ? size : 0 });
  }

  /** So many of those that wait, the oldest first, were handed over. */
  handedOver(count: number): void {
    this.#unread += count;
  }

  /** Whoever they were handed to is done with them. */
  settled(): void {
    const until = Math.min(this.#unread, this.#all.length);
    for (; this.#judged < until; this.#judged++) this.#size += this.#all[this.#judged]!.size;
    while (this.#judged - this.#first > MOST_MESSAGES || this.#size > MOST_UNITS) {
      const { data, size } = this.#all[this.#first++]!;
      this.#size -= size;
      forget(data);
    }
    if (this.#first < MOST_MESSAGES) return;
    this.#all.splice(0, this.#first);
    this.#judged -= this.#first;
    this.#unread -= this.#first;
    this.#first = 0;
  }
}
