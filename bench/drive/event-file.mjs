import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { linesOf } from "../workloads/lines.mjs";

/** @import { Event } from "../workloads/event.d.ts" */

/**
 * Writes events to a file for as long as something is done with it.
 *
 * @template T
 * @param {Iterable<Event>} events
 * @param {(file: string) => Promise<T>} use
 */
export async function withEventFile(events, use) {
  const folder = await mkdtemp(join(tmpdir(), "tsrapide-bench-"));
  try {
    const file = join(folder, "events.ndjson");
    await pipeline(linesOf(events), createWriteStream(file));
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
