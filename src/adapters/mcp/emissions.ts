import { type Description, EventMaker, type EventMakerOptions } from "../event-maker.ts";
import type { Ended, Happened, Link, MCPEvent } from "./event.ts";
import type { Side } from "./message.ts";
import { NO_LINKS } from "./links.ts";
import type { SessionOrder } from "./session-order.ts";

export interface EmissionsOptions extends EventMakerOptions {
  /** What the client has received, where what it sends is caused by all of that. */
  readonly sessionOrder: SessionOrder | undefined;
}

/** The events of one connection as they are made, and what the client has got to know by them. */
export class Emissions {
  readonly #prefix: string;
  readonly #maker: EventMaker;
  readonly #order: SessionOrder | undefined;
  /** The time of what is being told, epoch ms. */
  at = 0;
  #happened: Happened[] = [];

  constructor(options: EmissionsOptions) {
    this.#prefix = options.prefix;
    this.#maker = new EventMaker(options);
    this.#order = options.sessionOrder;
  }

  nextId(): string {
    return this.#maker.nextId();
  }

  /** Whether an id is one of these events. */
  has(id: string): boolean {
    return id.startsWith(this.#prefix);
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

  make(description: Description, links: readonly Link[], id: string): MCPEvent {
    return this.#maker.make(this.at, description, links, id);
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
