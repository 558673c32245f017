import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll } from "vitest";
import { run } from "../../../src/cli/run.ts";
import type { Io, TextOutput } from "../../../src/cli/io.ts";
import { type Clock, systemClock } from "../../../src/clock.ts";

/** An output that keeps what is written. */
export class Written implements TextOutput {
  text = "";
  closed = false;
  columns = undefined;
  readonly isTTY: boolean;

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    if (!this.closed) this.text += text;
  }

  async drained(): Promise<void> {}

  async flushed(): Promise<undefined> {
    return undefined;
  }
}

export interface World {
  /** Files by name, written to a fresh directory that the command runs in. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** A directory to run in instead. */
  readonly cwd?: string;
  readonly stdin?: AsyncIterable<Uint8Array> | string | Uint8Array;
  readonly tty?: boolean;
  readonly env?: Io["env"];
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly stdout?: TextOutput;
  readonly host?: Io["host"];
}

export interface Result {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A fresh directory with these files. */
export function directoryWith(files: NonNullable<World["files"]>): string {
  const directory = mkdtempSync(join(tmpdir(), "tsrapide-test-"));
  directories.push(directory);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

/** Runs the command in this process. */
export async function commandLine(argv: string | readonly string[], world: World = {}): Promise<Result> {
  const stdout = new Written(world.tty);
  const stderr = new Written(world.tty);
  const status = await run(typeof argv === "string" ? argv.split(" ").filter(Boolean) : argv, {
    stdin: streamOf(world.stdin ?? ""),
    stdout: world.stdout ?? stdout,
    stderr,
    cwd: world.cwd ?? directoryWith(world.files ?? {}),
    env: world.env ?? {},
    signal: world.signal ?? new AbortController().signal,
    clock: world.clock ?? systemClock,
    host: world.host ?? {
      stdin: Readable.from([]),
      stdout: new PassThrough(),
      onSignal: () => () => {},
      endBy: () => {},
      readOnThread: () => undefined,
    },
  });
  return { status, out: stdout.text, err: stderr.text };
}

async function* streamOf(content: NonNullable<World["stdin"]>): AsyncGenerator<Uint8Array> {
  if (typeof content === "string") yield Buffer.from(content);
  else if (content instanceof Uint8Array) yield content;
  else yield* content;
}

/** Events as an event file has them. */
export function lines(...events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}
