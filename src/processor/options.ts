import type { Clock } from "../clock.ts";
import { checkKnown } from "../known-options.ts";
import { show } from "../show.ts";
import type { StandardSchema } from "./standard-schema.ts";

/** The bounds and habits of a processor. All counts are in events unless said otherwise. */
export interface ProcessorOptions {
  /** Where time and timers come from. Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Events that wait for causes; past it the oldest is admitted without. Default 10,000. */
  readonly maxHeld?: number | undefined;
  /** How long an event waits for its causes. Default 5,000. */
  readonly holdForMs?: number | undefined;
  /** Triggers with a pending obligation; past it the oldest ends inconclusive. Default 100,000. */
  readonly maxPinned?: number | undefined;
  /** Open scopes of `never`; past it the oldest ends inconclusive. Default 100,000. */
  readonly maxScopes?: number | undefined;
  /** Ids of evicted events that can still be cited. Default 2 × windowSize, at least 10,000. */
  readonly remember?: number | undefined;
  /** Violations and inconclusive instances the report keeps of each constraint. Default 1,000. */
  readonly maxReported?: number | undefined;
  /** Whether a source that throws stops the run. Default "continue". */
  readonly onSourceError?: "continue" | "stop" | undefined;
  /** Standard Schema v1 validators of event data, by event name. They must be synchronous. */
  readonly schemas?: Readonly<Record<string, StandardSchema>> | undefined;
}

export interface SourceOptions {
  /** Each event is also caused by the one before it from this source. Default false. */
  readonly ordered?: boolean | undefined;
  /** After so many ms without an event it no longer holds deadlines on the event clock back. Default 10,000. */
  readonly idleMs?: number | undefined;
}

/** The part of an `AbortSignal` that is used here. */
export interface AbortLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface RunOptions {
  /** How many events are retained beside the pinned ones; `Infinity` keeps all. Default 10,000. */
  readonly windowSize?: number | undefined;
  /** Ends the run: it resolves with the report, and waits for no callback any more. */
  readonly signal?: AbortLike | undefined;
}

const PROCESSOR = [
  "clock",
  "maxHeld",
  "holdForMs",
  "maxPinned",
  "maxScopes",
  "remember",
  "maxReported",
  "onSourceError",
  "schemas",
];

/** Throws a TypeError for what cannot be meant. */
export function checkProcessorOptions(options: ProcessorOptions): void {
  if (typeof options === "object" && options !== null && "windowSize" in options)
    throw new TypeError("windowSize is an option of run(), not of new StreamProcessor");
  checkKnown("new StreamProcessor", options, PROCESSOR);
  for (const key of ["maxHeld", "maxPinned", "maxScopes", "remember", "maxReported"] as const)
    checkCount(key, options[key], key === "maxPinned" || key === "maxScopes" ? 1 : 0);
  checkMs("holdForMs", options.holdForMs);
  const { onSourceError, clock } = options;
  if (onSourceError !== undefined && onSourceError !== "continue" && onSourceError !== "stop")
    throw new TypeError(`onSourceError is "continue" or "stop", not ${show(onSourceError)}`);
  for (const method of ["now", "setTimeout", "clearTimeout"] as const)
    if (clock !== undefined && typeof clock?.[method] !== "function")
      throw new TypeError(`a clock has now(), setTimeout() and clearTimeout(); this one has no ${method}()`);
}

export function checkSourceOptions(options: SourceOptions): void {
  checkKnown("addSource", options, ["ordered", "idleMs"]);
  checkMs("idleMs", options.idleMs);
  if (options.ordered !== undefined && typeof options.ordered !== "boolean")
    throw new TypeError(`ordered is true or false, not ${show(options.ordered)}`);
}

export function checkRunOptions(options: RunOptions): void {
  checkKnown("run", options, ["windowSize", "signal"]);
  checkCount("windowSize", options.windowSize, 1);
  const { signal } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== "function")
    throw new TypeError(`signal is an AbortSignal, not ${show(signal)}`);
}

function checkCount(key: string, value: unknown, least: number): void {
  if (value === undefined || value === Infinity) return;
  if (!(Number.isInteger(value) && (value as number) >= least))
    throw new TypeError(`${key} is a whole number from ${least} up, or Infinity, not ${show(value)}`);
}

function checkMs(key: string, value: unknown): void {
  if (value !== undefined && !(typeof value === "number" && value >= 0))
    throw new TypeError(`${key} is a number of milliseconds from 0 up, or Infinity, not ${show(value)}`);
}
