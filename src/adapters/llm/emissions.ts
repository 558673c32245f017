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
  readonly #prefix: string;
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
    this.#prefix = options.prefix;
    this.#policy = options.policy;
    this.#now = options.now;
    this.#outlet = options.outlet;
  }

  /** Which fields of data are not written down. */
  get omits(): readonly string[] {
    return omitted(this.#policy.capture, LLM_SAID);
  }

  /**
   * Links to what an id stands for. Where that may be one of several events, none is guessed: the link
   * leads to an event that nobody tells, so that the past is known to be unknown, and a guard does not
   * decide on it.
   */
  linksTo(by: LLMLink["by"], id: string, meant: readonly (string | undefined)[]): LLMLink[] {
    return meant.length < 2 ? links(by, ...meant) : links(by, `${this.#prefix}?${id}`);
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
