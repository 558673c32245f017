/** Events handed over together, and how far they have been taken. */
export class Chunk {
  /** What the source yielded: not checked. */
  events: readonly unknown[];
  /** When each event arrived, on the arrival clock; `undefined` when all did at `at`. */
  readonly times: readonly number[] | undefined;
  at: number;
  /** The next event to take. */
  index = 0;

  constructor(events: readonly unknown[], at: number, times?: readonly number[]) {
    this.events = events;
    this.at = at;
    this.times = times;
  }

  get size(): number {
    return this.events.length - this.index;
  }

  /** When the next event arrived; `Infinity` when all are taken. */
  get oldestAt(): number {
    if (this.index >= this.events.length) return Infinity;
    return this.times === undefined ? this.at : (this.times[this.index] ?? this.at);
  }
}
