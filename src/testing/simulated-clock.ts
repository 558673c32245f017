import type { Clock } from "../clock.ts";
import { macrotask } from "../source/macrotask.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Turns of the event loop given to whatever goes on before time moves again. */
const TURNS = 4;

/**
 * A clock that moves when it is told. Timers ring in the order of their times, those of one time in
 * the order they were set; between two of them whatever they set off runs as far as it can without
 * time.
 *
 * @example const clock = new SimulatedClock(); await clock.advance(5_000);
 */
export class SimulatedClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  /** `start` in epoch milliseconds. */
  constructor(start = 0) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): unknown {
    const timer: Timer = { at: this.#now + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    this.#timers.delete(handle as Timer);
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Moves on by `ms`, ringing what falls due on the way. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await this.settle();
    }
    this.#now = Math.max(this.#now, end);
    await this.settle();
  }

  /** Moves on by `ms` at once and rings nothing: as when something keeps the program busy. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** Lets everything run that waits for neither this clock nor the world outside. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await macrotask();
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    return next;
  }
}
