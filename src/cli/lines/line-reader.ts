import type { LineBlock } from "./line-block.ts";

/** Bytes read at a time. */
export const CHUNK: number = 256 * 1024;

/** Reads the lines of one file. */
export interface LineReader {
  /**
   * The lines, in blocks that are good until the next one is asked for; `consumed` is told how many
   * bytes were read so far. Throws where they break off; every line before that has been given.
   */
  blocks(consumed: (bytes: number) => void): AsyncGenerator<LineBlock, void, undefined>;
  /** Reads no further; from then on the file may be closed. */
  end(): Promise<void>;
}
