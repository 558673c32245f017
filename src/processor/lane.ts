import type { Chunk } from "../source/chunk.ts";
import type { Cursor, Receiver } from "../source/source.ts";
import type { Turns } from "./turns.ts";

export interface LaneOptions {
  /** Each event is also caused by the one before it from this source. Default false. */
  readonly ordered: boolean;
  /** After so many ms without an event the source no longer holds deadlines on the event clock back. */
  readonly idleMs: number;
}

/**
 * One source as the pump sees it: pulled when everything it handed over was taken, queued for a
 * turn when it has something to say.
 */
export class Lane implements Receiver {
  /** The name it was registered under. */
  readonly name: string;
  /** The source object's own name. */
  readonly sourceName: string | undefined;
  readonly options: LaneOptions;
  readonly #cursor: Cursor;
  readonly #turns: Turns;
  #chunk: Chunk | undefined;
  #pulling = false;
  /** Whether its turn is on. */
  #served = false;
  /** What is left to tell when the chunk is taken. */
  end: { readonly failed: boolean; readonly error?: unknown } | undefined;
  removed = false;
  /** The next in line; kept here so that queueing allocates nothing. */
  nextTurn: Lane | undefined;

  constructor(
    name: string,
    sourceName: string | undefined,
    cursor: Cursor,
    options: LaneOptions,
    turns: Turns,
  ) {
    this.name = name;
    this.sourceName = sourceName;
    this.#cursor = cursor;
    this.options = options;
    this.#turns = turns;
  }

  /** The chunk in hand, if an event of it is left. */
  get chunk(): Chunk | undefined {
    const chunk = this.#chunk;
    return chunk !== undefined && chunk.index < chunk.events.length ? chunk : undefined;
  }

  /** When the oldest event not yet taken arrived; `Infinity` when there is none. */
  get oldestAt(): number {
    if (this.removed) return Infinity;
    return this.chunk?.oldestAt ?? this.#cursor.oldestAt?.() ?? Infinity;
  }

  /** Asks the source for more, and says whether it answered at once. At most one pull is in flight. */
  pull(): boolean {
    if (this.#pulling || this.removed || this.end !== undefined) return false;
    this.#pulling = true;
    this.#cursor.next(this);
    return !this.#pulling;
  }

  /** Its turn begins: answers are taken up at once instead of being queued for another turn. */
  beginTurn(): void {
    this.#served = true;
  }

  /** Its turn is over; it is queued again if there is more, and pulled if there is not. */
  endTurn(): void {
    if (!this.removed) this.#cursor.taken?.();
    this.#served = false;
    if (this.removed) return;
    if (this.chunk !== undefined || this.end !== undefined) this.#turns.push(this);
    else this.pull();
  }

  arrived(chunk: Chunk): void {
    this.#pulling = false;
    this.#chunk = chunk;
    this.#ready();
  }

  ended(): void {
    this.#pulling = false;
    this.end = { failed: false };
    this.#ready();
  }

  failed(error: unknown): void {
    this.#pulling = false;
    this.end = { failed: true, error };
    this.#ready();
  }

  /** Nothing more is taken from it, not even what it has handed over. */
  remove(): Promise<void> | undefined {
    this.removed = true;
    this.#chunk = undefined;
    return this.#cursor.cancel();
  }

  #ready(): void {
    if (!this.#served && !this.removed) this.#turns.push(this);
  }
}
