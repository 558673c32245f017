import type { EventFile } from "./event-file.ts";
import type { Io } from "../io.ts";
import { type Reading, type Stopped, unlessAborted } from "./reading.ts";

/**
 * Reads live: all files at once, each line as it comes, and the clock goes on where none does. A
 * file that ends is done; to follow one that grows, pipe `tail -F` in.
 */
export async function readLive(reading: Reading, io: Io): Promise<Stopped> {
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const timer = new WakeTimer(reading, io);
  timer.arm();
  const ends = await Promise.all(
    reading.files.map(async (file) => {
      const end = await readOne(file, reading, io, signal, timer);
      if (end !== undefined) stop.abort();
      return end;
    }),
  );
  timer.clear();
  if (io.signal.aborted) return "signal";
  return ends.find((end) => end === "strict" || end === "closed");
}

async function readOne(
  file: EventFile,
  { run, strict, settle }: Reading,
  io: Io,
  signal: AbortSignal,
  timer: WakeTimer,
): Promise<Stopped> {
  for (;;) {
    const filled = await unlessAborted(file.fill(), signal);
    if (filled === undefined) return "signal";
    while (file.next()) if (!run.line(file) && strict) return "strict";
    if (!filled) run.sourceEnded(file);
    timer.arm();
    await settle();
    // Whoever followed has gone: what is found from here on is told to nobody.
    if (io.stdout.closed) return "closed";
    if (!filled) return undefined;
  }
}

const LONGEST_WAIT_MS = 60 * 60 * 1_000;

/** Steps the check when a deadline may fall and no line does it. */
class WakeTimer {
  readonly #reading: Reading;
  readonly #io: Io;
  #handle: unknown;

  constructor(reading: Reading, io: Io) {
    this.#reading = reading;
    this.#io = io;
  }

  arm(): void {
    this.clear();
    const wake = this.#reading.run.nextWake();
    if (wake === Infinity) return;
    const wait = Math.min(Math.max(wake - this.#io.clock.now(), 0), LONGEST_WAIT_MS);
    this.#handle = this.#io.clock.setTimeout(() => this.#fire(), wait);
  }

  clear(): void {
    if (this.#handle !== undefined) this.#io.clock.clearTimeout(this.#handle);
    this.#handle = undefined;
  }

  #fire(): void {
    this.#reading.run.tick();
    // Never rejects, and the next line waits for it no more than for any other.
    void this.#reading.settle();
    this.arm();
  }
}
