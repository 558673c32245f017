import type { Clock } from "../clock.ts";

/** The longest delay every platform's timer takes; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** One timer on a clock. It may ring too early; who is woken looks at the clock. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #handle: unknown;
  #at = Infinity;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `at`, or earlier if it was armed so before: not resetting is what makes it cheap. */
  arm(at: number, now: number): void {
    if (at >= this.#at) return;
    this.disarm();
    this.#at = at;
    this.#handle = this.#clock.setTimeout(
      () => {
        this.#at = Infinity;
        this.#ring();
      },
      Math.min(LONGEST, Math.max(1, Math.ceil(at - now))),
    );
  }

  disarm(): void {
    if (this.#at === Infinity) return;
    this.#clock.clearTimeout(this.#handle);
    this.#at = Infinity;
  }
}
