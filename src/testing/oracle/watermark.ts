/** A source as the oracle sees it. */
interface SourceState {
  readonly ordered: boolean;
  readonly idleMs: number;
  running: boolean;
  failed: boolean;
  highest: number;
  lastSeen: number;
}

/** The sources, and how far event time has come in them. */
export class Sources {
  readonly #sources = new Map<string, SourceState>();

  add(name: string, ordered: boolean, idleMs: number, now: number): void {
    this.#sources.set(name, {
      ordered,
      idleMs,
      running: true,
      failed: false,
      highest: -Infinity,
      lastSeen: now,
    });
  }

  end(name: string, failed: boolean): void {
    const source = this.#sources.get(name);
    if (!source) return;
    source.running = false;
    source.failed ||= failed;
  }

  deliver(name: string, time: number, now: number): void {
    const source = this.#sources.get(name);
    if (!source) return;
    source.highest = Math.max(source.highest, time);
    source.lastSeen = now;
  }

  isOrdered(name: string): boolean {
    return this.#sources.get(name)?.ordered ?? false;
  }

  get allEnded(): boolean {
    return this.#sources.size > 0 && [...this.#sources.values()].every((source) => !source.running);
  }

  get anyFailed(): boolean {
    return [...this.#sources.values()].some((source) => source.failed);
  }

  get highestTime(): number {
    return Math.max(-Infinity, ...[...this.#sources.values()].map((source) => source.highest));
  }

  /** The least over running sources that are not idle; with none of those, the highest of all. */
  watermark(now: number): number {
    const awake = [...this.#sources.values()].filter(
      (source) => source.running && now - source.lastSeen < source.idleMs,
    );
    return awake.length === 0 ? this.highestTime : Math.min(...awake.map((source) => source.highest));
  }
}
