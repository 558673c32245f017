import { createGunzip } from "node:zlib";

/** Whether bytes begin as gzip does. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Unpacks gzip, several members in a row too. Where the data is cut or damaged it throws, after all
 * that could be unpacked was given: a stream pipeline would drop what it had buffered.
 */
export async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  let unpacked: Uint8Array[] = [];
  let failure: Error | undefined;
  gunzip.on("data", (chunk: Uint8Array) => unpacked.push(chunk));
  const stopped = new Promise<void>((resolve) => {
    gunzip.on("error", (error) => {
      failure = error;
      resolve();
    });
    gunzip.on("end", resolve);
  });
  const taken = function* (): Generator<Uint8Array> {
    const chunks = unpacked;
    unpacked = [];
    yield* chunks;
  };
  try {
    for await (const chunk of packed) {
      // The copy is for zlib, which may still read the chunk when the next one is asked for.
      const written = new Promise<void>((resolve) => gunzip.write(Buffer.from(chunk), () => resolve()));
      await Promise.race([written, stopped]);
      yield* taken();
      if (failure !== undefined) break;
    }
    gunzip.end();
    await stopped;
    yield* taken();
  } finally {
    gunzip.destroy();
  }
  if (failure !== undefined) throw new Error(`the gzip data ${gzipProblem(failure)}`, { cause: failure });
}

function gzipProblem(error: Error): string {
  return /unexpected end/i.test(error.message) ? "is cut off" : `is damaged (${error.message})`;
}
