/**
 * Some whole lines, and where in each the fields of an event lie: a row of `ROW` numbers for each
 * line that is not blank. Plain arrays, which go from one thread to another without being copied.
 */
export interface LineBlock {
  bytes: Uint8Array;
  rows: Int32Array;
  /** How many rows there are. */
  count: number;
  /** The number of the line before the first. */
  before: number;
}

// What is in a row. Of a field from where to before where its value is, as JSON; 0 and 0 for none.

/** The number of the line, after `before`. */
export const LINE = 0;
/** The line is from here to before `TO`, where its newline is. */
export const FROM = 1;
export const TO = 2;
/** How it can be read. */
export const KIND = 3;
export const ID = 4;
export const NAME = 6;
export const SOURCE = 8;
export const TIME = 10;
export const DATA = 12;
export const CAUSES = 14;
/** Where the name is in the table of words, and the source; with `NEW` added where it comes there now. */
export const NAME_WORD = 16;
export const SOURCE_WORD = 17;
export const ROW = 18;

/** Words come again and again: the last one is kept for each of so many places. */
export const WORDS = 256;
export const NEW = 1024;

/** An event as programs write them, whose fields were found. */
export const USUAL = 1;
/** To be read as text. */
export const TEXT = 2;
/** Too long to be kept: only its end is there. */
export const TOO_LONG = 3;

export function emptyBlock(): LineBlock {
  return { bytes: new Uint8Array(0), rows: new Int32Array(0), count: 0, before: 0 };
}
