import type { Lane } from "./lane.ts";

/** The lanes that have something to say, first come, first served. */
export class Turns {
  #first: Lane | undefined;
  #last: Lane | undefined;
  readonly #wake: () => void;

  /** `wake` is called when a lane gets in line. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  push(lane: Lane): void {
    if (this.#last === undefined) this.#first = lane;
    else this.#last.nextTurn = lane;
    this.#last = lane;
    this.#wake();
  }

  take(): Lane | undefined {
    const lane = this.#first;
    if (lane === undefined) return undefined;
    this.#first = lane.nextTurn;
    if (this.#first === undefined) this.#last = undefined;
    lane.nextTurn = undefined;
    return lane;
  }

  /** The arrival of the oldest event that waits for its turn. Cost O(lanes in line). */
  oldestAt(): number {
    let oldest = Infinity;
    for (let lane = this.#first; lane !== undefined; lane = lane.nextTurn) {
      const at = lane.oldestAt;
      if (at < oldest) oldest = at;
    }
    return oldest;
  }
}
