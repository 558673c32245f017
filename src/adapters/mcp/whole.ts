import type { Recording } from "./capture.ts";
import type { Fields } from "./message.ts";

/**
 * The data of an event, in two layers: what may be written (`plain`), as fields like any; and what
 * was said (`said`), as fields that can be read by name and are not enumerable. So a rule sees
 * `data.arguments.path`, while `JSON.stringify`, `structuredClone`, spreading and `console.log` do
 * not: what was said leaves the process only where `recording` keeps it, and then as it keeps it.
 */
export function withWhole(plain: Record<string, unknown>, said: Fields, recording: Recording): Fields {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(said)) {
    if (value === undefined) continue;
    Object.defineProperty(plain, field, { value, configurable: true });
    const written = recording.kept(field, value);
    if (written !== undefined) kept[field] = written;
  }
  if (Object.keys(kept).length > 0)
    Object.defineProperty(plain, "toJSON", { value: () => ({ ...plain, ...kept }) });
  return plain;
}

/** Lets go of what was said; what may be written stays. */
export function forget(data: Fields): void {
  for (const field of Object.getOwnPropertyNames(data)) {
    const property = Object.getOwnPropertyDescriptor(data, field)!;
    if (!property.enumerable && property.configurable) delete (data as Record<string, unknown>)[field];
  }
}

/** So many can be let go of before the list is made shorter. */
const FEW = 1_000;

/**
 * Bounds what is remembered of messages: past `most` units of size the oldest are let go of, but
 * never the latest.
 */
export class WholeMessages {
  readonly #most: number;
  readonly #remembered: { readonly data: Fields; readonly size: number }[] = [];
  #first = 0;
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  remember(data: Fields, size: number): void {
    this.#remembered.push({ data, size });
    this.#size += size;
    while (this.#size > this.#most && this.#first < this.#remembered.length - 1) {
      const oldest = this.#remembered[this.#first++]!;
      this.#size -= oldest.size;
      forget(oldest.data);
    }
    if (this.#first < FEW) return;
    this.#remembered.splice(0, this.#first);
    this.#first = 0;
  }
}
