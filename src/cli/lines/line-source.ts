import { type FileHandle, open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileProblem } from "../file-problem.ts";
import type { Io } from "../io.ts";
import { isGzip } from "./gunzip.ts";
import { readInPlace } from "./in-place.ts";
import type { LineBlock } from "./line-block.ts";
import { CHUNK, type LineReader } from "./line-reader.ts";

/** A file, or stdin, as lines: gzip is known by its content and unpacked. */
export class LineSource {
  /** As the user named it. */
  readonly path: string;
  readonly baseName: string;
  /** Bytes on disk; `undefined` where that is not known. */
  readonly size: number | undefined;
  /** Bytes read from disk so far. */
  consumed = 0;
  readonly #reader: LineReader;
  readonly #file: FileHandle | undefined;

  constructor(path: string, reader: LineReader, file?: FileHandle, size?: number) {
    this.path = path === "-" ? "stdin" : path;
    this.baseName = basename(this.path);
    this.#reader = reader;
    this.#file = file;
    this.size = size;
  }

  /**
   * The lines, in blocks that are good until the next one is asked for. Throws where they break off;
   * every line before that has been given.
   */
  blocks(): AsyncGenerator<LineBlock, void, undefined> {
    return this.#reader.blocks((bytes) => {
      this.consumed = bytes;
    });
  }

  async close(): Promise<void> {
    await this.#reader.end();
    await this.#file?.close();
  }
}

/** Opens a path; `-` is stdin. Rejects with a sentence when it cannot be read. */
export async function openLines(path: string, io: Io): Promise<LineSource> {
  if (path === "-") return new LineSource(path, readInPlace(io.stdin));
  let handle: FileHandle | undefined;
  try {
    handle = await open(resolve(io.cwd, path), "r");
    const stats = await handle.stat();
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    if (!stats.isFile()) return new LineSource(path, readInPlace(chunksOf(handle)), handle);
    const { size } = stats;
    const onThread = (await isPacked(handle)) ? undefined : io.host.readOnThread(handle.fd, size);
    return new LineSource(path, onThread ?? readInPlace(chunksOf(handle)), handle, size);
  } catch (error) {
    await handle?.close();
    throw new Error(`cannot read ${path}: ${fileProblem(error)}`, { cause: error });
  }
}

async function isPacked(file: FileHandle): Promise<boolean> {
  const head = new Uint8Array(2);
  await file.read(head, 0, head.length, 0);
  return isGzip(head);
}

/** Reads ahead: while one chunk is used, the next is read into a second buffer. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  let [buffer, other] = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)];
  let reading = file.read(buffer, 0, CHUNK, null);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = file.read(other, 0, CHUNK, null);
      yield buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
    }
  } finally {
    // Nobody waits for what was read ahead when reading ends early.
    reading.catch(() => {});
  }
}
