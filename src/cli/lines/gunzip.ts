import { createGunzip } from "node:zlib";

/** Whether bytes begin as gzip does. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** What zlib is given at once: what it made of that is lost where it finds the data damaged. */
const PIECE = 16 * 1024;
/** The end in smaller ones: before anything else that follows a member there are eight bytes of checks. */
const LAST_PIECES = 8;

/**
 * Unpacks gzip, several members in a row too, and padded with zeros. Where the data is cut it throws
 * after all that came before was given; where it is damaged, what the last 16 KiB before that held may be
 * missing. How the data was cut into chunks makes no difference.
 */
export async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  let unpacked: Uint8Array[] = [];
  let failure: Error | undefined;
  let ended = false;
  let given = 0;
  let goOn = (): void => {};
  gunzip.on("data", (chunk: Uint8Array) => unpacked.push(chunk));
  // Also where a zero follows a member: then the rest is not taken, and its write is not called back.
  gunzip.on("end", () => {
    ended = true;
    goOn();
  });
  gunzip.on("error", (error) => {
    failure = error;
    goOn();
  });
  // One promise at a time: what waits on one for the whole file would pile up with the pieces.
  const waitFor = (begin: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      goOn = resolve;
      begin(resolve);
    });
  const taken = function* (): Generator<Uint8Array> {
    const chunks = unpacked;
    unpacked = [];
    yield* chunks;
  };
  try {
    for await (const piece of pieces(packed)) {
      given += piece.length;
      if (!ended) await waitFor((done) => gunzip.write(piece, () => done()));
      yield* taken();
      const rest = Math.min(given - gunzip.bytesWritten, piece.length);
      if (ended && piece.subarray(piece.length - rest).some((byte) => byte !== 0))
        failure = new Error("there is more behind the zeros at its end");
      if (failure !== undefined) break;
    }
    if (failure === undefined && !ended) await waitFor(() => gunzip.end());
    yield* taken();
  } finally {
    gunzip.destroy();
  }
  if (failure !== undefined) throw new Error(`the gzip data ${gzipProblem(failure)}`, { cause: failure });
}

/** The same bytes in pieces of their own. */
async function* pieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length > PIECE; rest = rest.subarray(PIECE)) yield rest.subarray(0, PIECE);
  }
  for (; rest.length > 0; rest = rest.subarray(LAST_PIECES)) yield rest.subarray(0, LAST_PIECES);
}

function gzipProblem(error: Error): string {
  return /unexpected end/i.test(error.message) ? "is cut off" : `is damaged (${error.message})`;
}
