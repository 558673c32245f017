/** A source as the oracle sees it. */
interface SourceState {
  readonly ordered: boolean;
  readonly idleMs: number;
  running: boolean;
  failed: boolean;
  highest: number;
  lastSeen: number;
  idle: boolean;
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
      idle: false,
    });
  }

  end(name: string, failed: boolean): void {
    const source = this.#sources.get(name);
    if (!source) return;
    source.running = false;
    source.failed ||= failed;
  }

  deliver(name: string, time: number, at: number): void {
    const source = this.#sources.get(name);
    if (!source) return;
    source.highest = Math.max(source.highest, time);
    source.lastSeen = at;
    source.idle = false;
  }

  /** Whether the source is running and ordered. */
  isOrdered(name: string): boolean {
    const source = this.#sources.get(name);
    return source !== undefined && source.running && source.ordered;
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

  /** Time passes; a source whose events wait to be handed over (from `horizon` on) is not idle. */
  tick(now: number, horizon: number): void {
    for (const source of this.#sources.values())
      source.idle ||= Math.min(now, horizon) - source.lastSeen >= source.idleMs;
  }

  /** The least over running sources that are not idle; with none of those, the highest of all. */
  watermark(): number {
    const awake = [...this.#sources.values()].filter((source) => source.running && !source.idle);
    return awake.length === 0 ? this.highestTime : Math.min(...awake.map((source) => source.highest));
  }
}
