import { type Recording, SAID } from "../capture.ts";
import type { Description } from "./describe.ts";
import type { Ended, Happened, Link, MCPEvent } from "./event.ts";
import type { Side } from "./message.ts";
import { NO_LINKS } from "./links.ts";
import { SessionOrder } from "./session-order.ts";
import { sizeOf } from "../size.ts";
import { withWhole } from "../whole.ts";

export interface EmissionsOptions {
  /** The source of the events. */
  readonly source: string;
  /** Ids of events begin with it, and no others do. */
  readonly prefix: string;
  readonly recording: Recording;
  /** Whether what the client sends is caused by all it has received before. */
  readonly sessionOrder: boolean;
}

/** The events of one connection as they are made, and what the client has got to know by them. */
export class Emissions {
  readonly #options: EmissionsOptions;
  readonly #order: SessionOrder | undefined;
  /** The time of what is being told, epoch ms. */
  at = 0;
  #count = 0;
  #happened: Happened[] = [];

  constructor(options: EmissionsOptions) {
    this.#options = options;
    this.#order = options.sessionOrder ? new SessionOrder() : undefined;
  }

  nextId(): string {
    return `${this.#options.prefix}${++this.#count}`;
  }

  /** Whether an id is one of these events. */
  has(id: string): boolean {
    return id.startsWith(this.#options.prefix);
  }

  /** Links to all that the client knows, where that is taken for the cause of what it does. */
  known(): readonly Link[] {
    return this.#order === undefined ? NO_LINKS : this.#order.frontier.map((to) => ({ to, by: "session" }));
  }

  /** Adds the event of something that `from` did; `ends` is the request of the client that it ends. */
  add(
    from: Side,
    description: Description,
    links: readonly Link[],
    ends?: Ended,
    id: string = this.nextId(),
  ): MCPEvent {
    const event = this.make(description, links, id);
    this.push(event, ends);
    if (from === "server") this.#received(event, ends);
    return event;
  }

  push(event: MCPEvent, ends?: Ended): void {
    this.#happened.push({ event, ends });
  }

  make({ name, plain, said }: Description, links: readonly Link[], id: string): MCPEvent {
    const { source, recording } = this.#options;
    for (const field of SAID) if (said[field] !== undefined) plain["size"] = sizeOf(said[field]);
    const stated = links.length < 2 ? links : firstOfEach(links);
    plain["links"] = stated;
    const causes = stated.map(({ to }) => to);
    return { id, name, source, time: this.at, data: withWhole(plain, said, recording), causes };
  }

  /** What was added since the last time, in order. */
  drain(): readonly Happened[] {
    const happened = this.#happened;
    this.#happened = [];
    return happened;
  }

  #received({ id, causes }: MCPEvent, ends: Ended | undefined): void {
    const order = this.#order;
    if (order === undefined) return;
    order.received(id, ends === undefined ? causes : [...causes, ...ends.causes]);
    if (!order.isWide) return;
    const description = { name: "mcp.received", plain: { count: order.frontier.length }, said: {} };
    const all = this.make(description, this.known(), this.nextId());
    this.push(all);
    order.joined(all.id);
  }
}

/** A cause is linked once: what is stated comes first, and stands. */
function firstOfEach(links: readonly Link[]): readonly Link[] {
  return links.filter(({ to }, at) => links.findIndex((other) => other.to === to) === at);
}
