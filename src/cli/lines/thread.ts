import { readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { LineBlock } from "./line-block.ts";
import { LineCutter } from "./line-cutter.ts";
import { CHUNK } from "./line-reader.ts";

/** What a thread that reads lines tells, for each block that it is given to fill. */
export interface LinesFound {
  readonly block: LineBlock;
  /** Bytes read so far. */
  readonly consumed: number;
  /** Whether these are the last. */
  readonly last: boolean;
  /** What kept it from reading on. */
  readonly failure: string | undefined;
}

/** Opened for reading. */
const file = workerData as number;
const cutter = new LineCutter();
const buffer = new Uint8Array(CHUNK);
let consumed = 0;
let ended = false;

function fill(block: LineBlock): LinesFound {
  let failure: string | undefined;
  let length = 0;
  try {
    length = readSync(file, buffer, 0, buffer.length, consumed);
  } catch (error) {
    failure = (error as Error).message;
  }
  consumed += length;
  if (length > 0) cutter.cut(buffer.subarray(0, length), block);
  else cutter.end(block);
  return { block, consumed, last: length === 0, failure };
}

parentPort!.on("message", (block: LineBlock) => {
  // More blocks are on their way when the last one is filled.
  if (ended) return;
  const found = fill(block);
  ended = found.last;
  parentPort!.postMessage(found, [block.bytes.buffer as ArrayBuffer, block.rows.buffer as ArrayBuffer]);
});
