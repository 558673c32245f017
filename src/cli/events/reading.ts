import type { CheckRun } from "../checking/check-run.ts";
import type { EventFile } from "./event-file.ts";

/** What the two ways to read event files share. */
export interface Reading {
  readonly files: readonly EventFile[];
  readonly run: CheckRun;
  /** Whether the first broken line ends it. */
  readonly strict: boolean;
  /** Lets the outputs keep up. Never rejects. */
  readonly settle: () => Promise<void>;
}

/** Why it ended before the files did: a signal, a broken line where none may be, a reader that has gone. */
export type Stopped = "signal" | "strict" | "closed" | undefined;

/** The result of a promise, or `undefined` as soon as the signal is aborted. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let stop: () => void = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
