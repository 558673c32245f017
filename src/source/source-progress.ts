import type { Entry } from "../ledger/entry.ts";

/** What the engine knows of one registered source. */
export class SourceProgress {
  readonly name: string;
  /** Whether its events are chained in the order they came. */
  readonly ordered: boolean;
  /** Idle for so long, it no longer holds the watermark back. */
  readonly idleMs: number;
  /** The highest event time it has delivered. */
  highest: number = Number.NEGATIVE_INFINITY;
  /** When it last delivered, on the clock of the processor. */
  lastAt: number;
  /** The last event of an ordered source. */
  last: Entry | undefined = undefined;
  state: "running" | "idle" | "ended" = "running";
  /** Where it is in the heap of running sources. */
  at = -1;

  constructor(name: string, ordered: boolean, idleMs: number, now: number) {
    this.name = name;
    this.ordered = ordered;
    this.idleMs = idleMs;
    this.lastAt = now;
  }
}
