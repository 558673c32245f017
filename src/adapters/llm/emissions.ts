import { omitted, type CapturePolicy, type Said } from "../capture.ts";
import { EventMaker, type EventMakerOptions } from "../event-maker.ts";
import type { AdapterEvent } from "../event-queue.ts";

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
  readonly #maker: EventMaker;
  readonly #policy: CapturePolicy;
  readonly #now: () => number;
  readonly #outlet: (event: AdapterEvent) => void;

  constructor(
    options: EventMakerOptions & {
      readonly now: () => number;
      readonly outlet: (event: AdapterEvent) => void;
    },
  ) {
    this.#maker = new EventMaker(options);
    this.#policy = options.policy;
    this.#now = options.now;
    this.#outlet = options.outlet;
  }

  /** Which fields of data are not written down. */
  get omits(): readonly string[] {
    return omitted(this.#policy.capture, LLM_SAID);
  }

  now(): number {
    return this.#now();
  }

  /** Emits an event; its id. What is `undefined` in `plain` is left out. */
  emit(name: string, plain: Record<string, unknown>, said: Said, stated: readonly LLMLink[]): string {
    const known: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(plain)) if (value !== undefined) known[field] = value;
    const event = this.#maker.make(this.#now(), { name, plain: known, said }, stated);
    this.#outlet(event);
    return event.id;
  }
}
