import { checkOneOf } from "./check-one-of.ts";
import { type Redact, redactJson, redactParameters } from "./redact-text.ts";

/** What of the messages is written down: names and sizes; what is asked as well; or all that is said. */
export type Capture = "names" | "arguments" | "all";

export interface CaptureOptions {
  /** What is kept when an event is written as JSON. Default "names". */
  readonly capture?: Capture | undefined;
  /** How many UTF-16 units of each text are kept. Default 1,000. */
  readonly maxText?: number | undefined;
  /**
   * Called for each value that is kept, as `JSON.stringify` calls its replacer: with its key (of the
   * items of a list, the index; of the whole, the name of the field) and itself. What it returns is
   * kept instead; `undefined` leaves it out. The parameters of a URI are given to it one by one as well,
   * and so are the values of a text that is a JSON object or array.
   */
  readonly redact?: ((key: string, value: unknown) => unknown) | undefined;
}

/** What was said, by the fields of data that hold it. */
export interface Said {
  readonly arguments?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly message?: unknown;
  readonly reason?: unknown;
  readonly input?: unknown;
  readonly output?: unknown;
}

/** From which level on what was said is written down. */
const WRITTEN_FROM: Readonly<Record<keyof Said, Capture>> = {
  arguments: "arguments",
  params: "arguments",
  result: "all",
  message: "all",
  reason: "all",
  input: "all",
  output: "all",
};

/** The fields that hold what was said. No other field of data is called so. */
export const SAID: readonly (keyof Said)[] = Object.keys(WRITTEN_FROM) as (keyof Said)[];

/** From little to much. */
export const LEVELS: readonly Capture[] = ["names", "arguments", "all"];

/** Which of these fields of data are not written down. */
export function omitted(capture: Capture, fields: readonly (keyof Said)[]): readonly string[] {
  return fields.filter((field) => !isKept(field, capture));
}

function isKept(field: keyof Said, capture: Capture): boolean {
  return LEVELS.indexOf(capture) >= LEVELS.indexOf(WRITTEN_FROM[field]);
}

/**
 * Says what is written down of what was said. Throws a TypeError for options that cannot be meant.
 */
export class CapturePolicy {
  readonly capture: Capture;
  readonly #maxText: number;
  readonly #redact: Redact | undefined;

  constructor({ capture = "names", maxText = 1_000, redact }: CaptureOptions) {
    checkOneOf("capture", capture, LEVELS);
    if (!(Number.isInteger(maxText) && maxText >= 0) && maxText !== Infinity)
      throw new TypeError(
        `maxText is a number of UTF-16 units from 0 up, or Infinity, not ${String(maxText)}`,
      );
    if (redact !== undefined && typeof redact !== "function")
      throw new TypeError("redact is a function of a key and a value");
    this.capture = capture;
    this.#maxText = maxText;
    this.#redact = redact;
  }

  /** A URI that is written at each level. */
  uri(uri: string): string {
    return this.#tried(() => this.#text(uri));
  }

  /** What is kept of a field, or `undefined` where nothing is. Cost O(what is kept), at most 1,000 values. */
  kept(field: keyof Said, value: unknown): unknown {
    if (this.capture === "names" || !isKept(field, this.capture)) return undefined;
    let left = MOST_VALUES;
    const keep = (key: string, given: unknown): unknown => {
      if (left-- <= 0) return undefined;
      const kept = this.#tried(() => (this.#redact === undefined ? given : this.#redact(key, given)));
      if (typeof kept === "string") return this.#tried(() => this.#cut(kept));
      if (typeof kept !== "object" || kept === null) return kept;
      if (Array.isArray(kept)) return few(kept).map((item, at) => keep(String(at), item) ?? null);
      const members = few(Object.entries(kept)).map(([name, member]) => [name, keep(name, member)]);
      return Object.fromEntries(members.filter(([, member]) => member !== undefined));
    };
    return keep(field, value);
  }

  #cut(said: string): string {
    const text = this.#redact === undefined ? said : redactJson(said, this.#redact);
    if (text.length <= this.#maxText) return this.#text(text);
    return `${this.#text(text.slice(0, this.#maxText))}… (${text.length} in all)`;
  }

  #text(text: string): string {
    return this.#redact === undefined ? text : redactParameters(text, this.#redact);
  }

  #tried<Kept>(keep: () => Kept): Kept | string {
    try {
      return keep();
    } catch {
      // What could not be redacted is not written.
      return "[redact failed]";
    }
  }
}

const MOST_VALUES = 1_000;

function few<T>(items: readonly T[]): readonly T[] {
  return items.slice(0, MOST_VALUES);
}
