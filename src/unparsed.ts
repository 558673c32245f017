/**
 * Data of an event that is still the JSON it came as. Whoever reads data asks `dataOf` for it; most
 * data nobody reads, and then it is never parsed.
 */
export class Unparsed {
  /** Valid JSON. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

// Rules read the data of one event one after the other: the last is worth keeping, and more is not.
let last: Unparsed | undefined;
let value: unknown;

/** Data as a value. Cost O(size) where it must be parsed first, else O(1). */
export function dataOf(data: unknown): unknown {
  if (!(data instanceof Unparsed)) return data;
  if (data !== last) {
    value = JSON.parse(data.text);
    last = data;
  }
  return value;
}
