const MOST = 8;

/**
 * All that one side has received, as few events as say it: those that led to no other (the frontier
 * of what it knows). What it does next may have come of any of them.
 */
export class SessionOrder {
  #frontier = new Set<string>();

  /** `event` was received; what it was caused by is said by it. Cost O(covered). */
  received(event: string, covered: Iterable<string>): void {
    for (const id of covered) this.#frontier.delete(id);
    this.#frontier.add(event);
  }

  /** What it knows, in the order received. */
  get frontier(): readonly string[] {
    return [...this.#frontier];
  }

  /**
   * Whether so much came side by side that one event should stand for it: each that is sent would
   * cite all of it again.
   */
  get isWide(): boolean {
    return this.#frontier.size > MOST;
  }

  /** `event`, caused by all of the frontier, stands for it from now on. */
  joined(event: string): void {
    this.#frontier = new Set([event]);
  }
}
