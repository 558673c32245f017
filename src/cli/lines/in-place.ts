import { gunzipped, isGzip } from "./gunzip.ts";
import { emptyBlock, type LineBlock } from "./line-block.ts";
import { LineCutter } from "./line-cutter.ts";
import type { LineReader } from "./line-reader.ts";

/** Reads the lines of chunks on this thread; gzip is unpacked. A chunk is good until the next is asked for. */
export function readInPlace(chunks: AsyncIterable<Uint8Array>): LineReader {
  return {
    blocks: (consumed) => cut(unpacked(counted(chunks, consumed))),
    end: async () => {},
  };
}

async function* cut(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBlock, void, undefined> {
  const cutter = new LineCutter();
  const block = emptyBlock();
  try {
    for await (const chunk of chunks) {
      cutter.cut(chunk, block);
      yield block;
    }
  } catch (error) {
    cutter.end(block);
    yield block;
    throw error;
  }
  cutter.end(block);
  yield block;
}

async function* counted(
  raw: AsyncIterable<Uint8Array>,
  consumed: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let all = 0;
  for await (const chunk of raw) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    all += bytes.length;
    consumed(all);
    yield bytes;
  }
}

async function* unpacked(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 2) {
    const { done, value } = await chunks.next();
    if (done) break;
    // A copy: a pipe may give one byte at a time, and use its buffer again.
    head = Buffer.concat([head, value]);
  }
  const all = prepended(head, chunks);
  yield* isGzip(head) ? gunzipped(all) : all;
}

async function* prepended(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head;
  yield* rest;
}
