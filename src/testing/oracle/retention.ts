import type { Known } from "./known.ts";

/** Which events are retained, and which ids are remembered after that. */
export class Retention {
  windowSize = 10_000;
  remember = 20_000;
  /** In order of admission. */
  readonly retained: Known[] = [];
  /** Evicted events by last use: eviction, or citation since. */
  #byUse: Known[] = [];
  /** Those that are past the bound, but in use. */
  #kept: Known[] = [];
  readonly #isInUse: (node: Known) => boolean;

  /** `isInUse`: held events or ordered sources still refer to it. */
  constructor(isInUse: (node: Known) => boolean) {
    this.#isInUse = isInUse;
  }

  get remembered(): readonly Known[] {
    return [...this.#byUse, ...this.#kept];
  }

  setWindow(windowSize: number, remember: number | undefined): void {
    this.windowSize = windowSize;
    this.remember = remember ?? Math.max(2 * windowSize, 10_000);
  }

  find(id: string): Known | undefined {
    const known = (node: Known): boolean => node.event.id === id;
    return this.retained.find(known) ?? this.remembered.find(known);
  }

  isRetained(node: Known): boolean {
    return this.retained.includes(node);
  }

  /** An id is used that may be remembered. */
  cite(id: string): void {
    this.settle();
    const at = this.#byUse.findIndex((node) => node.event.id === id);
    if (at >= 0) this.#byUse.push(...this.#byUse.splice(at, 1));
  }

  /** Evicts the oldest unpinned events past the window. Says which. */
  evict(isPinned: (node: Known) => boolean): Known[] {
    this.settle();
    const evicted: Known[] = [];
    for (;;) {
      const unpinned = this.retained.filter((node) => !isPinned(node));
      const oldest = unpinned[0];
      if (oldest === undefined || unpinned.length <= this.windowSize) return evicted;
      this.retained.splice(this.retained.indexOf(oldest), 1);
      this.#byUse.push(oldest);
      this.#forget();
      evicted.push(oldest);
    }
  }

  /** What is in use no more was last used now. */
  settle(): void {
    this.#byUse.push(...this.#kept.filter((node) => !this.#isInUse(node)));
    this.#kept = this.#kept.filter((node) => this.#isInUse(node));
  }

  /** More than the bound may be remembered: what is in use stays, beside it. */
  #forget(): void {
    while (this.#byUse.length > this.remember) {
      const oldest = this.#byUse.shift()!;
      if (this.#isInUse(oldest)) this.#kept.push(oldest);
    }
  }
}
