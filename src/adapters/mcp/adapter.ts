import { type CausalEvent, type Clock, event, type StreamProcessor, systemClock } from "../../index.ts";
import { checkKnown } from "../../known-options.ts";
import { type CaptureOptions, CapturePolicy } from "../capture.ts";
import { checkOneOf } from "../check-one-of.ts";
import { EventQueue } from "../event-queue.ts";
import { Channel } from "./channel.ts";
import { Connection } from "./connection.ts";
import { Correlator } from "./correlator.ts";
import type { MCPEvent } from "./event.ts";
import type { GuardOptions } from "./guard.ts";
import { SessionOrder } from "./session-order.ts";
import { type ClientLike, kindOf, type TransportLike } from "./transport.ts";

export interface MCPEventAdapterOptions extends CaptureOptions {
  /** Decides on tool calls before they are sent. Without it, nothing waits. */
  readonly guard?: GuardOptions | undefined;
  /**
   * A processor that is told of each event at once, past the queue: one that guards what is done because
   * of them, elsewhere. A guard's own is told anyway. Default: events wait to be read.
   */
  readonly tell?: Pick<StreamProcessor, "tell"> | undefined;
  /**
   * Whether what the client sends is caused by all it has received before: what it may have come of,
   * where no context says more. Default false.
   */
  readonly sessionOrder?: boolean | undefined;
  /** Events that may wait to be read; what comes then is dropped, and told. Default 10,000. */
  readonly capacity?: number | undefined;
  /** Where event times come from. Default: the machine's clock. */
  readonly clock?: Clock | undefined;
}

const OPTIONS = ["capture", "maxText", "redact", "guard", "tell", "sessionOrder", "capacity", "clock"];

/**
 * One connection of an MCP client as a source of causal events: calls, results, errors, progress and
 * all else that passes, linked by what the protocol states. Takes a client or a transport of either
 * SDK, before or after it connects, and watches it in place. It ends when the connection does.
 *
 * What it watches is not changed, delayed or failed by it; only a `guard` holds back tool calls until
 * they are decided on, and answers for those that are refused. It holds for every connection that the
 * client makes, also when the source has ended with the first.
 *
 * @example processor.addSource("files", new MCPEventAdapter("files", client));
 */
export class MCPEventAdapter implements AsyncIterable<CausalEvent<any>> {
  /** The source of its events. */
  readonly name: string;
  readonly #options: MCPEventAdapterOptions;
  readonly #queue: EventQueue;
  readonly #policy: CapturePolicy;
  readonly #clock: Clock;
  /** What the client knows, also from connections before this one. */
  readonly #order: SessionOrder | undefined;
  #channel: Channel | undefined;
  #connection: Connection | undefined;
  /** What has become of the connection that the client tries to make, as long as it is none. */
  #attempt: "under way" | "failed" | undefined;

  /** Throws a TypeError for what is neither a client nor a transport, and for options that cannot be meant. */
  constructor(name: string, target: ClientLike | TransportLike, options: MCPEventAdapterOptions = {}) {
    checkKnown("new MCPEventAdapter", options, OPTIONS);
    const { guard, tell, capacity = 10_000, clock = systemClock } = options;
    if (guard !== undefined) checkGuard(guard);
    if (tell !== undefined && typeof tell?.tell !== "function")
      throw new TypeError("tell is a StreamProcessor: something with tell()");
    if (guard !== undefined && tell !== undefined)
      throw new TypeError("a guard tells its processor: it takes no tell beside it");
    this.#queue = new EventQueue(name, {
      capacity,
      onDropped: (count) => this.#channel?.observe({ type: "dropped", count }),
      onCancelled: () => this.close(),
    });
    this.name = name;
    this.#options = options;
    this.#policy = new CapturePolicy(options);
    this.#clock = clock;
    this.#order = options.sessionOrder ? new SessionOrder() : undefined;
    if (typeof (target as TransportLike)?.send === "function") this.#watch(target as TransportLike);
    else if (typeof (target as ClientLike)?.connect === "function") this.#follow(target as ClientLike);
    else throw new TypeError("an MCP client or a transport is wanted: something with connect() or send()");
  }

  /** How many events found no room in the queue. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /** Ends the source, and watches no longer. A guard goes on to decide, and to see what it decides by. */
  close(): void {
    if (this.#options.guard === undefined) this.#connection?.stop();
    this.#queue.close();
  }

  /** The events, in the order in which they were seen; causes before their effects. For one reader. */
  [Symbol.asyncIterator](): AsyncIterator<CausalEvent<any>, void, undefined> {
    return this.#queue[Symbol.asyncIterator]();
  }

  /** How a processor takes it up; not for others. */
  "~connect"(reader: Parameters<Connect>[0]): ReturnType<Connect> {
    return this.#queue["~connect"](reader);
  }

  /** A client that is connected, and the connections that it makes. */
  #follow(client: ClientLike): void {
    if (client.transport !== undefined) {
      this.#watch(client.transport);
      const { name: server, version } = client.getServerVersion?.() ?? {};
      const protocol = client.getNegotiatedProtocolVersion?.();
      this.#channel?.observe({ type: "joined", server, version, protocol });
    }
    const connect = client.connect.bind(client);
    client.connect = async (transport: TransportLike, ...options) => {
      // Once its source has ended, only a guard has anything to see to.
      const isOver = this.#queue.closed && this.#options.guard === undefined;
      if (isOver || client.transport !== undefined) return connect(transport, ...options);
      this.#watch(transport);
      // One that fails may be tried again.
      this.#attempt = "under way";
      try {
        await connect(transport, ...options);
        this.#attempt = undefined;
      } catch (error) {
        this.#attempt = "failed";
        throw error;
      }
    };
    const close = client.close?.bind(client);
    if (close === undefined) return;
    client.close = async () => {
      // While an attempt is under way, the client closes what it fails to open.
      const givesUp = this.#attempt === "failed";
      try {
        await close();
      } finally {
        if (givesUp) this.close();
      }
    };
  }

  #watch(transport: TransportLike): void {
    this.#connection?.stop();
    const { guard } = this.#options;
    const correlator = new Correlator({
      source: this.name,
      prefix: `${event("mcp").id}.`,
      policy: this.#policy,
      sessionOrder: this.#order,
      transport: kindOf(transport),
    });
    const channel = new Channel(correlator, {
      guard,
      outlet: (each) => this.#hand(each),
      onAdmitted: (call) => this.#queue.judged(call),
      now: () => this.#clock.now(),
    });
    this.#channel = channel;
    this.#connection = new Connection(transport, {
      channel,
      onClosed: () => {
        if (this.#attempt === undefined) this.close();
      },
      onBroken: (error) => this.#queue.fail(error),
    });
  }

  #hand(each: MCPEvent): void {
    const told = this.#options.guard?.by ?? this.#options.tell;
    if (told === undefined) this.#queue.add(each);
    else void this.#queue.passBy(each, () => told.tell(each));
  }
}

type Connect = EventQueue["~connect"];

function checkGuard({ by, mode = "closed", ...rest }: GuardOptions): void {
  checkKnown("guard", rest, []);
  checkOneOf("guard.mode", mode, ["closed", "open"]);
  if (typeof by?.propose !== "function" || typeof by.tell !== "function")
    throw new TypeError("guard.by is a StreamProcessor: something with propose() and tell()");
}
