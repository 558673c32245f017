import type { Clock } from "../clock.ts";
import type { Engine } from "../engine/engine.ts";
import type { Arrival, Input } from "../engine/input.ts";
import type { Output } from "../engine/output.ts";
import type { Chunk } from "../source/chunk.ts";
import { macrotask } from "../source/macrotask.ts";
import type { Delivery } from "./delivery.ts";
import type { Lane } from "./lane.ts";
import { Turns } from "./turns.ts";
import { WakeTimer } from "./wake-timer.ts";
import { withId } from "./with-id.ts";

/** Events a source may hand over before the next source has its turn. */
const SLICE = 64;
/** Events and turns after which the event loop gets to run. */
const BURST = 1024;

/** Told of a source that has thrown, before the engine is. */
export type SourceFailed = (source: string, error: unknown) => Promise<void> | undefined;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Moves events from the lanes through the engine to the callbacks: one step, its outputs, the next
 * step. Nothing is awaited but callbacks that returned a promise, empty lanes, and now and then the
 * event loop.
 */
export class Pump {
  readonly lanes: Map<string, Lane> = new Map();
  readonly turns: Turns = new Turns(() => this.wake());
  readonly #engine: Engine;
  readonly #delivery: Delivery;
  readonly #clock: Clock;
  readonly #timer: WakeTimer;
  /** One for all: the engine keeps none of it. */
  readonly #arrival: Mutable<Arrival> = {
    type: "arrival",
    event: { id: "", name: "" },
    source: "",
    at: 0,
    now: 0,
  };
  #now = -Infinity;
  /** The clock when it was last asked whether a tick is due. */
  #askedAt = -Infinity;
  #work = 0;
  /** How much of its turn the lane has left that is being served. */
  #left = 0;
  /** Whether a tick has told the engine that nothing is left to deliver, and nothing came since. */
  #quiet = false;
  #serving: Lane | undefined;
  #running = false;
  #halted = false;
  #stepping = false;
  #wakeUp: (() => void) | undefined;

  constructor(engine: Engine, delivery: Delivery, clock: Clock) {
    this.#engine = engine;
    this.#delivery = delivery;
    this.#clock = clock;
    this.#timer = new WakeTimer(clock, () => this.wake());
  }

  /** Whether the engine is in a step right now: a predicate or a key function is asking. */
  get stepping(): boolean {
    return this.#stepping;
  }

  /** The clock, never going back. */
  now(): number {
    const now = this.#clock.now();
    if (now > this.#now) this.#now = now;
    return this.#now;
  }

  /** Ends the run after the output that is being delivered. */
  halt(): void {
    this.#halted = true;
    this.wake();
  }

  wake(): void {
    const wakeUp = this.#wakeUp;
    this.#wakeUp = undefined;
    wakeUp?.();
  }

  /** Asks the engine for something that may call predicates. One step may be made within another, by a predicate. */
  asStep<Result>(ask: () => Result): Result {
    const outer = this.#stepping;
    this.#stepping = true;
    try {
      return ask();
    } finally {
      this.#stepping = outer;
    }
  }

  /** Does one step and delivers what comes of it; the promise is for callbacks that are awaited. */
  step(input: Input): Promise<void> | undefined {
    // As in `asStep`, but without making a function for each event.
    const outer = this.#stepping;
    this.#stepping = true;
    let outputs: readonly Output[];
    try {
      outputs = this.#engine.step(input);
    } finally {
      this.#stepping = outer;
    }
    if (outputs.length === 0) return undefined;
    const told = this.#delivery.deliver(outputs);
    // Callbacks take time: what is admitted next is admitted now.
    if (this.#engine.readsClock) this.now();
    return told;
  }

  /** After a step that the loop did not make: sees to its deliveries and to what it freed. */
  follow(outputs: readonly Output[]): void {
    void this.#delivery.deliver(outputs);
    this.#quiet = false;
    this.now();
    if (this.#running) this.wake();
    else void this.#settle();
  }

  /** Serves the lanes until all have ended, or until halted. */
  async run(failed: SourceFailed): Promise<void> {
    this.#running = true;
    // Those that are there now: one that a pull adds is pulled where it is added.
    const lanes = [...this.lanes.values()];
    if (!this.#halted) for (const lane of lanes) lane.pull();
    while (!this.#halted) {
      if (this.#isDue()) await this.#tick();
      if (this.#engine.pending) await this.#settle();

      const lane = this.turns.take();
      if (lane !== undefined) {
        this.#work++;
        this.#serving = lane;
        lane.beginTurn();
        this.#left = SLICE;
        while (this.#left > 0 && !lane.removed && !this.#halted) {
          const { chunk } = lane;
          if (chunk !== undefined) {
            const told = this.#handOver(lane, chunk);
            if (told !== undefined) await told;
            if (this.#engine.pending) await this.#settle();
            if (told !== undefined && this.#isDue()) await this.#tick();
          } else if (lane.end !== undefined) {
            await this.#end(lane, failed);
          } else if (!lane.pull()) break;
          else this.#left--;
        }
        if (!this.#halted) lane.endTurn();
        this.#serving = undefined;
        this.#quiet = false;
      } else if (this.lanes.size === 0) {
        await this.#delivery.deliver([]);
        if (this.#isDrained()) break;
      } else if (!this.#quiet && this.#isDue(true)) {
        this.#quiet = true;
        await this.#tick();
      } else await this.#idle();

      if (this.#work >= BURST) {
        this.#work = 0;
        await macrotask();
      }
    }
    this.#timer.disarm();
    this.#running = false;
  }

  /** Makes the last step. */
  async finish(outcome: "completed" | "stopped"): Promise<void> {
    await this.step({ type: "end", outcome, now: this.now() });
    await this.#settle();
    await this.#delivery.deliver([]);
  }

  /**
   * Hands events of a chunk to the engine, one after the other, until its lane has had its turn, or
   * there is something to wait for, or to admit before the next.
   */
  #handOver(lane: Lane, chunk: Chunk): Promise<void> | undefined {
    while (chunk.index < chunk.events.length && this.#left > 0 && !lane.removed && !this.#halted) {
      const told = this.#hand(lane, chunk);
      if (told !== undefined || this.#engine.pending) return told;
    }
    return undefined;
  }

  /** Hands the next event of a chunk to the engine. */
  #hand(lane: Lane, chunk: Chunk): Promise<void> | undefined {
    this.#work++;
    this.#left--;
    const at = chunk.oldestAt;
    if (at > this.#now) this.#now = at;
    const arrival = this.#arrival;
    arrival.event = withId(chunk.events[chunk.index++]);
    arrival.source = lane.name;
    arrival.sourceName = lane.sourceName;
    arrival.at = at;
    arrival.now = this.#now;
    return this.step(arrival);
  }

  /** Admits what waits for nothing any more. */
  async #settle(): Promise<void> {
    // A callback may have been awaited since it was freed.
    this.now();
    while (this.#engine.pending && !this.#halted) {
      const told = this.step({ type: "admit", now: this.#now });
      if (told !== undefined) {
        await told;
        this.now();
      }
      if (++this.#work >= BURST) {
        this.#work = 0;
        await macrotask();
      }
    }
  }

  async #end(lane: Lane, failed: SourceFailed): Promise<void> {
    const { end } = lane;
    lane.removed = true;
    this.lanes.delete(lane.name);
    const hasFailed = end?.failed === true;
    // The engine first: who is told of the failure may give the name to another source.
    const outputs = this.#engine.step({
      type: "sourceEnded",
      source: lane.name,
      failed: hasFailed,
      now: this.#now,
    });
    if (hasFailed) void failed(lane.name, end.error);
    await this.#delivery.deliver(outputs);
  }

  #isDrained(): boolean {
    return this.lanes.size === 0 && !this.#engine.pending;
  }

  /** Whether a tick may decide something: asked once for each time the clock shows, and before idling. */
  #isDue(idle = false): boolean {
    const now = this.now();
    if (now === this.#askedAt && !idle) return false;
    this.#askedAt = now;
    return now >= this.#engine.nextWake();
  }

  async #tick(): Promise<void> {
    const horizon = Math.min(this.turns.oldestAt(), this.#serving?.oldestAt ?? Infinity);
    await this.step({ type: "tick", now: this.#now, horizon });
    await this.#settle();
  }

  async #idle(): Promise<void> {
    if (this.#halted) return;
    const woken = new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
    });
    this.#timer.arm(this.#engine.nextWake(), this.#now);
    await woken;
  }
}
