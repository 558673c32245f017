import type { Clock } from "../clock.ts";

/** Everything a command touches of the world: a test hands in its own. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Relative paths start here. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user asks to stop; the reason is the name of the signal. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Where text goes. */
export interface Output {
  readonly isTTY: boolean;
  /** How wide the terminal is; `undefined` where there is none. */
  readonly columns: number | undefined;
  /** Whether the reader has gone: what is written from then on is dropped. */
  readonly closed: boolean;
  write(text: string): void;
  /** Resolves when the reader has taken enough of what was written. Never rejects. */
  drained(): Promise<void>;
  /**
   * Resolves when all that was written has gone out, with what kept it from that: a full disk, say.
   * A reader that has gone is no failure. Never rejects.
   */
  flushed(): Promise<Error | undefined>;
}
