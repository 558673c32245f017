import type { Io } from "../io.ts";
import { Unanswered } from "./unanswered.ts";

/** Writes the answer to a question about a recording, or why there is none. Resolves with the exit status. */
export async function answer(io: Io, find: () => Promise<string>): Promise<number> {
  let text: string;
  try {
    text = await find();
  } catch (error) {
    // A picture that would be too large is a RangeError.
    if (!(error instanceof Unanswered || error instanceof RangeError)) throw error;
    io.stderr.write(`tsrapide: ${error.message}\n`);
    return error instanceof Unanswered ? error.status : 2;
  }
  io.stdout.write(text);
  await io.stdout.drained();
  return 0;
}
