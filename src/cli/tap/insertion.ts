import { Transform, type TransformCallback } from "node:stream";

const NEWLINE = 0x0a;

/**
 * Passes bytes on as they are, and puts lines of our own between theirs: never into one.
 */
export class Insertion extends Transform {
  #waiting: string[] = [];
  #atLineStart = true;

  /** Adds a line, at once if the bytes so far end with one, else where the line under way ends. */
  insert(line: string): void {
    this.#waiting.push(line);
    if (this.#atLineStart) this.#release();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const end = this.#waiting.length === 0 ? -1 : chunk.indexOf(NEWLINE);
    if (end !== -1) {
      this.push(chunk.subarray(0, end + 1));
      this.#release();
    }
    const rest = chunk.subarray(end + 1);
    if (rest.length > 0) this.push(rest);
    if (chunk.length > 0) this.#atLineStart = chunk.at(-1) === NEWLINE;
    done();
  }

  #release(): void {
    for (const line of this.#waiting) this.push(`${line}\n`);
    this.#waiting = [];
  }
}
