import type { Known } from "./known.ts";

/** Which events are retained, and which ids are remembered after that. */
export class Retention {
  windowSize = 10_000;
  remember = 20_000;
  /** In order of admission. */
  readonly retained: Known[] = [];
  /** Evicted events by last use: eviction, or citation since. */
  remembered: Known[] = [];

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

  cite(id: string): void {
    const at = this.remembered.findIndex((node) => node.event.id === id);
    if (at >= 0) this.remembered.push(...this.remembered.splice(at, 1));
  }

  /** Evicts the oldest unpinned events past the window. Says which. */
  evict(isPinned: (node: Known) => boolean): Known[] {
    const evicted: Known[] = [];
    for (;;) {
      const unpinned = this.retained.filter((node) => !isPinned(node));
      const oldest = unpinned[0];
      if (oldest === undefined || unpinned.length <= this.windowSize) return evicted;
      this.retained.splice(this.retained.indexOf(oldest), 1);
      this.remembered.push(oldest);
      evicted.push(oldest);
    }
  }

  /** Forgets what is past the bound and not in use. */
  forget(isInUse: (node: Known) => boolean): void {
    const first = this.remembered.length - this.remember;
    this.remembered = this.remembered.filter((node, at) => at >= first || isInUse(node));
  }
}
