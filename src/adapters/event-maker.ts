import { type CapturePolicy, SAID, type Said } from "./capture.ts";
import type { AdapterEvent } from "./event-queue.ts";
import { sizeOf } from "./size.ts";
import { withWhole } from "./whole.ts";

/** What an event says: its name, what may be written down of it, and what was said in full. */
export interface Description {
  readonly name: string;
  readonly plain: Record<string, unknown>;
  readonly said: Said;
}

/** A cause, and what says that it is one. */
interface StatedLink {
  readonly to: string;
  readonly by: string;
}

export interface EventMakerOptions {
  /** The source of the events. */
  readonly source: string;
  /** Ids of events begin with it, and no others do. */
  readonly prefix: string;
  readonly policy: CapturePolicy;
}

/** Makes the events of an adapter: numbers them, and tells in their data how much was said and what links them. */
export class EventMaker {
  readonly #options: EventMakerOptions;
  #count = 0;

  constructor(options: EventMakerOptions) {
    this.#options = options;
  }

  nextId(): string {
    return `${this.#options.prefix}${++this.#count}`;
  }

  /** An event that happened at `time`, epoch ms. `plain` becomes its data. */
  make(
    time: number,
    { name, plain, said }: Description,
    links: readonly StatedLink[],
    id: string = this.nextId(),
  ): AdapterEvent {
    const { source, policy } = this.#options;
    for (const field of SAID) if (said[field] !== undefined) plain["size"] = sizeOf(said[field]);
    const stated = links.length < 2 ? links : firstOfEach(links);
    plain["links"] = stated;
    const causes = stated.map(({ to }) => to);
    return { id, name, source, time, data: withWhole(plain, said, policy), causes };
  }
}

/** A cause is linked once: what is stated comes first, and stands. */
function firstOfEach(links: readonly StatedLink[]): readonly StatedLink[] {
  return links.filter(({ to }, at) => links.findIndex((other) => other.to === to) === at);
}
