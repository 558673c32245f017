import type { EventFile } from "./event-file.ts";
import type { Io } from "../io.ts";
import { type Reading, type Stopped, unlessAborted } from "./reading.ts";

/**
 * Reads recordings: one line of each file in turn, in the order given, so that the same files give
 * the same report. Waits only where a file must be filled.
 */
export async function readInTurn(reading: Reading, io: Io): Promise<Stopped> {
  const { run, strict, settle } = reading;
  let running: readonly EventFile[] = reading.files;
  while (running.length > 0) {
    let ended = false;
    for (const file of running) {
      let found = file.next();
      while (!found) {
        const filled = await unlessAborted(file.fill(), io.signal);
        if (filled === undefined) return "signal";
        await settle();
        if (!filled) break;
        found = file.next();
      }
      if (!found) {
        run.sourceEnded(file);
        ended = true;
      } else if (!run.line(file) && strict) return "strict";
    }
    if (ended) running = running.filter((file) => !file.ended);
  }
  return undefined;
}
