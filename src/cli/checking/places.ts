import type { Place } from "../../reports/index.ts";
import type { EventFile } from "../events/event-file.ts";

/** How many events the places of are known: some hundred bytes each. */
const MOST = 1_000_000;

/** Where events were read: the last million of them. */
export class Places {
  readonly #lines = new Map<string, { readonly file: EventFile; readonly line: number }>();

  note(id: string, file: EventFile): void {
    if (this.#lines.has(id)) return;
    this.#lines.set(id, { file, line: file.line });
    if (this.#lines.size > MOST) this.#lines.delete(this.#lines.keys().next().value!);
  }

  readonly of = (id: string): Place | undefined => {
    const place = this.#lines.get(id);
    return place && { file: place.file.path, line: place.line };
  };
}
