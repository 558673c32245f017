import { createReadStream } from "node:fs";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const KEPT = 8 * 1024 * 1024;

/** Text that must wait for its turn in the output: kept while it is short, else in a file. */
export class Spill {
  #kept: string[] = [];
  #length = 0;
  #directory: string | undefined;
  #file: FileHandle | undefined;
  readonly #most: number;

  constructor(most: number = KEPT) {
    this.#most = most;
  }

  get empty(): boolean {
    return this.#length === 0 && this.#file === undefined;
  }

  add(text: string): void {
    this.#kept.push(text);
    this.#length += text.length;
  }

  /** Moves what has become too long to the file. To be awaited now and then. */
  async settle(): Promise<void> {
    if (this.#length < this.#most) return;
    this.#directory ??= await mkdtemp(join(tmpdir(), "tsrapide-"));
    this.#file ??= await open(join(this.#directory, "inconclusive"), "w+");
    const text = this.#kept.join("");
    this.#kept = [];
    this.#length = 0;
    await this.#file.appendFile(text);
  }

  /** Everything that was added, in order; then it is gone. */
  async *drain(): AsyncGenerator<string, void, undefined> {
    if (this.#directory !== undefined)
      for await (const chunk of createReadStream(join(this.#directory, "inconclusive"), "utf8"))
        yield String(chunk);
    yield this.#kept.join("");
    await this.close();
  }

  async close(): Promise<void> {
    this.#kept = [];
    this.#length = 0;
    await this.#file?.close();
    this.#file = undefined;
    if (this.#directory !== undefined) await rm(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }
}
