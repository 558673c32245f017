import { type FileHandle, open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Io } from "./io.ts";
import { gunzipped, isGzip } from "./gunzip.ts";

/** A file, or stdin, as plain bytes: gzip is known by its content and unpacked. */
export interface ByteSource {
  /** As the user named it. */
  readonly path: string;
  readonly baseName: string;
  /** Bytes on disk; `undefined` where that is not known. */
  readonly size: number | undefined;
  /** Bytes read from disk so far. */
  readonly consumed: number;
  /**
   * The bytes, in chunks that are good until the next one is asked for. Throws where they break
   * off; every byte before that has been given.
   */
  chunks(): AsyncGenerator<Uint8Array, void, undefined>;
  close(): Promise<void>;
}

const CHUNK = 256 * 1024;

/** Opens a path; `-` is stdin. Rejects with a sentence when it cannot be read. */
export async function openBytes(path: string, io: Io): Promise<ByteSource> {
  if (path === "-") return new Bytes(path, "stdin", undefined, io.stdin, async () => {});
  let handle: FileHandle | undefined;
  try {
    handle = await open(resolve(io.cwd, path), "r");
    const stats = await handle.stat();
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    const opened = handle;
    return new Bytes(path, basename(path), stats.isFile() ? stats.size : undefined, readChunks(opened), () =>
      opened.close(),
    );
  } catch (error) {
    await handle?.close();
    throw new Error(`cannot read ${path}: ${fileProblem(error)}`, { cause: error });
  }
}

/** What keeps a file from being read, in words. */
export function fileProblem(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "it is a directory";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  return message ?? String(error);
}

/** Reads ahead: while one chunk is used, the next is read into a second buffer. */
async function* readChunks(handle: FileHandle): AsyncGenerator<Uint8Array> {
  let [buffer, other] = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)];
  let reading = handle.read(buffer, 0, CHUNK, null);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = handle.read(other, 0, CHUNK, null);
      yield buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
    }
  } finally {
    // Nobody waits for what was read ahead when reading ends early.
    reading.catch(() => {});
  }
}

class Bytes implements ByteSource {
  consumed = 0;
  readonly path: string;
  readonly baseName: string;
  readonly size: number | undefined;
  readonly close: () => Promise<void>;
  readonly #raw: AsyncIterable<Uint8Array>;

  constructor(
    path: string,
    baseName: string,
    size: number | undefined,
    raw: AsyncIterable<Uint8Array>,
    close: () => Promise<void>,
  ) {
    this.path = path;
    this.baseName = baseName;
    this.size = size;
    this.#raw = raw;
    this.close = close;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    const counted = this.#counted();
    let head: Uint8Array = new Uint8Array(0);
    while (head.length < 2) {
      const { done, value } = await counted.next();
      if (done) break;
      // A copy: a pipe may give one byte at a time, and use its buffer again.
      head = Buffer.concat([head, value]);
    }
    const all = prepended(head, counted);
    yield* isGzip(head) ? gunzipped(all) : all;
  }

  async *#counted(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of this.#raw) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      this.consumed += bytes.length;
      yield bytes;
    }
  }
}

async function* prepended(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head;
  yield* rest;
}
