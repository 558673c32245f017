import type { Readable, Writable } from "node:stream";
import type { Clock } from "../clock.ts";
import type { LineReader } from "./lines/line-reader.ts";

/** Everything a command touches of the world: a test hands in its own. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Relative paths start here. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user asks to stop; the reason is the name of the signal. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly host: Host;
}

/** The process a command runs in. */
export interface Host {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Calls `listener` with each signal that would end the process; what it returns takes that back. */
  onSignal(listener: (signal: NodeJS.Signals) => void): () => void;
  /** Ends this process by a signal, as if it had never been handled. */
  endBy(signal: NodeJS.Signals): void;
  /** Reads an opened file of so many bytes on another thread, where that is sooner done. */
  readOnThread(file: number, size: number): LineReader | undefined;
}

/** Where text goes. */
export interface TextOutput {
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
