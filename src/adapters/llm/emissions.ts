import { omitted, type Recording, SAID, type Said } from "../capture.ts";
import type { AdapterEvent } from "../event-queue.ts";
import { sizeOf } from "../size.ts";
import { withWhole } from "../whole.ts";

/** A cause, and what says that it is one. `data.links` of an event lists them. */
export interface LLMLink {
  readonly to: string;
  readonly by: "id" | "toolCallId" | "previousResponse" | "retry" | "context";
}

/** The fields of data that hold what was said. */
const LLM_SAID: readonly (keyof Said)[] = ["arguments", "input", "output", "message"];

export function links(by: LLMLink["by"], ...to: readonly (string | undefined)[]): LLMLink[] {
  return to.flatMap((id) => (id === undefined ? [] : [{ to: id, by }]));
}

/** Makes the events of an adapter, and hands them on. */
export class Emissions {
  readonly #source: string;
  readonly #prefix: string;
  readonly #recording: Recording;
  readonly #now: () => number;
  readonly #outlet: (event: AdapterEvent) => void;
  #count = 0;

  constructor(options: {
    readonly source: string;
    readonly prefix: string;
    readonly recording: Recording;
    readonly now: () => number;
    readonly outlet: (event: AdapterEvent) => void;
  }) {
    this.#source = options.source;
    this.#prefix = options.prefix;
    this.#recording = options.recording;
    this.#now = options.now;
    this.#outlet = options.outlet;
  }

  /** Which fields of data are not written down. */
  get omits(): readonly string[] {
    return omitted(this.#recording.capture, LLM_SAID);
  }

  now(): number {
    return this.#now();
  }

  /** Emits an event; its id. What is `undefined` in `plain` is left out. */
  emit(name: string, plain: Record<string, unknown>, said: Said, stated: readonly LLMLink[]): string {
    const id = `${this.#prefix}${++this.#count}`;
    const data: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(plain)) if (value !== undefined) data[field] = value;
    for (const field of SAID) if (said[field] !== undefined) data["size"] = sizeOf(said[field]);
    // A cause is linked once: what is stated first stands.
    const once = stated.filter(({ to }, at) => stated.findIndex((other) => other.to === to) === at);
    data["links"] = once;
    this.#outlet({
      id,
      name,
      source: this.#source,
      time: this.#now(),
      data: withWhole(data, said, this.#recording),
      causes: once.map(({ to }) => to),
    });
    return id;
  }
}
