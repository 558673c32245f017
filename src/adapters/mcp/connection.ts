import {
  type CauseContext,
  CauseScope,
  contextsInUse,
  currentCauses,
  currentContext,
  deliverIn,
} from "../../context/index.ts";
import type { Channel, ToolCall } from "./channel.ts";
import type { Happened } from "./event.ts";
import { asId, fieldsOf, givenBack, type Read, readMessage, type RequestId } from "./message.ts";
import { RequestStreams } from "./request-streams.ts";
import { kindOf, type TransportLike } from "./transport.ts";
import { type Passage, tapTransport } from "./transport-tap.ts";

export interface ConnectionOptions {
  readonly channel: Channel;
  readonly onClosed: () => void;
  /** Told of a fault of this package's own, once: nothing is observed from then on. */
  readonly onBroken: (error: unknown) => void;
}

/**
 * The connection of a client in this process, watched at its transport. Beside what passes it knows
 * what the client acts because of, and sees to it that the client's handlers know it too.
 *
 * What it watches never fails because of it, and waits for it only where a guard decides.
 */
export class Connection implements Passage {
  readonly #channel: Channel;
  readonly #options: ConnectionOptions;
  readonly #streams: RequestStreams | undefined;
  readonly #deliver: (message: object) => void;
  /** In which contexts the requests under way were sent. */
  readonly #contexts = new Map<RequestId, CauseContext>();
  /** The requests of the server that are being answered, and what came of that so far. */
  readonly #answering = new Map<RequestId, CauseScope>();
  /** The calls that wait for a decision, each with whether it was sent. */
  readonly #undecided = new Map<RequestId, Promise<boolean>>();
  #closing: readonly string[] = [];
  #watching = true;
  /** Set by a fault of this package's own. */
  #broken = false;

  constructor(transport: TransportLike, options: ConnectionOptions) {
    this.#channel = options.channel;
    this.#options = options;
    this.#streams = kindOf(transport) === "http" ? new RequestStreams() : undefined;
    this.#deliver = tapTransport(transport, this);
  }

  /** Nobody wants to know of it any more: from now on it only passes on. */
  stop(): void {
    this.#watching = false;
    this.#forget();
  }

  sending(message: unknown, options: unknown, send: () => Promise<void>): Promise<void> {
    if (!this.#watching) return send();
    const guarded = this.#channel.guarded(message);
    if (guarded === "undecidable")
      return Promise.reject(
        new Error("a tool call in a batch, or without an id, cannot be guarded: send a request of its own"),
      );
    if (guarded !== undefined) return this.#guarded(guarded, message, options, send);
    const read = readMessage(message);
    const cancelled = cancelledBy(read);
    const undecided = cancelled === undefined ? undefined : this.#undecided.get(cancelled);
    if (undecided !== undefined) return this.#cancelAfter(undecided, message, options, send);
    return this.#unguarded(read, message, options, send);
  }

  #unguarded(
    read: Read | undefined,
    message: unknown,
    options: unknown,
    send: () => Promise<void>,
  ): Promise<void> {
    this.#attempt(() => {
      const causes = this.#causesOf(read);
      this.#settle(this.#channel.observe({ type: "message", from: "client", message, causes }));
    });
    return this.#send(read, message, options, send);
  }

  received(message: unknown, deliver: () => void): void {
    const context = this.#attempt(() => {
      const read = readMessage(message);
      // The end of a request takes its context out.
      const asked = read?.kind === "answer" ? givenBack(this.#contexts, read.id) : undefined;
      const stream = this.#streams?.current();
      const happened = this.#channel.observe({
        type: "message",
        from: "server",
        message,
        causes: [],
        stream,
      });
      this.#settle(happened);
      return read?.kind === "answer" ? asked : this.#contextFor(read, happened[0]);
    });
    deliverIn(context, () => (this.#streams === undefined ? deliver() : this.#streams.leave(deliver)));
  }

  closing(): void {
    this.#closing = currentCauses();
  }

  closed(): void {
    if (!this.#watching || this.#broken) return;
    this.#attempt(() => this.#settle(this.#channel.observe({ type: "closed", causes: this.#closing })));
    this.#options.onClosed();
  }

  failed(error: unknown): void {
    this.#attempt(() => this.#channel.observe({ type: "trouble", error }));
  }

  async #guarded(
    call: ToolCall,
    message: unknown,
    options: unknown,
    send: () => Promise<void>,
  ): Promise<void> {
    const context = currentContext();
    if (context !== undefined && !this.#broken) this.#contexts.set(call.id, context);
    let decided = (_isSent: boolean): void => {};
    const undecided = new Promise<boolean>((resolve) => {
      decided = resolve;
    });
    this.#undecided.set(call.id, undecided);
    const refusal = await this.#channel.admit(call, context?.causes ?? []);
    this.#undecided.delete(call.id);
    // Told first, and heard of when this is over.
    decided(refusal === undefined);
    if (refusal === undefined) return this.#send(call, message, options, send);
    this.#settle(refusal.happened);
    deliverIn(context, () => this.#deliver(refusal.answer));
  }

  /** A cancellation goes behind its call: before it, the server would cancel nothing and then run the call. */
  async #cancelAfter(
    undecided: Promise<boolean>,
    message: unknown,
    options: unknown,
    send: () => Promise<void>,
  ): Promise<void> {
    if (await undecided) await this.#unguarded(readMessage(message), message, options, send);
  }

  #send(
    read: Read | undefined,
    message: unknown,
    options: unknown,
    send: () => Promise<void>,
  ): Promise<void> {
    const request = read?.kind === "request" ? read.id : undefined;
    this.#attempt(() => {
      if (request !== undefined) this.#noteAbandonment(request, options);
    });
    const unsent = (error: unknown): never => {
      this.#attempt(() => this.#settle(this.#channel.observe({ type: "unsent", message, error })));
      throw error;
    };
    try {
      const sent = this.#streams === undefined ? send() : this.#streams.send(request, send);
      return sent.then(undefined, unsent);
    } catch (error) {
      return unsent(error);
    }
  }

  /** Where each request has a stream of its own, closing that is how a client gives it up. */
  #noteAbandonment(id: RequestId, options: unknown): void {
    const signal = fieldsOf(options)["requestSignal"] as AbortSignal | undefined;
    signal?.addEventListener?.(
      "abort",
      () =>
        this.#attempt(() =>
          this.#settle(this.#channel.observe({ type: "abandoned", id, causes: currentCauses() })),
        ),
      { once: true },
    );
  }

  /** What is sent is sent because of what the running code acts because of; an answer, of what came of it. */
  #causesOf(read: Read | undefined): readonly string[] {
    if (read?.kind === "answer") {
      const scope = this.#answering.get(read.id);
      this.#answering.delete(read.id);
      return scope?.outcomes ?? [];
    }
    const context = currentContext();
    if (read?.kind === "request" && context !== undefined) this.#contexts.set(read.id, context);
    return context?.causes ?? [];
  }

  /** The context in which the client's handler is to run. */
  #contextFor(read: Read | undefined, happened: Happened | undefined): CauseContext | undefined {
    if (happened === undefined) return undefined;
    const scope = new CauseScope(happened.event);
    if (read?.kind === "request") this.#answering.set(read.id, scope);
    // A notification is no reason to make every await of the process dearer.
    else if (!contextsInUse()) return undefined;
    return scope.context();
  }

  #settle(happened: readonly Happened[]): void {
    for (const { event, ends } of happened) {
      if (ends === undefined) continue;
      this.#contexts.get(ends.id)?.ended(event.id, ends.causes);
      this.#contexts.delete(ends.id);
    }
  }

  #attempt<T>(watch: () => T): T | undefined {
    if (!this.#watching || this.#broken) return undefined;
    try {
      return watch();
    } catch (error) {
      this.#broken = true;
      this.#forget();
      this.#options.onBroken(error);
      return undefined;
    }
  }

  #forget(): void {
    this.#contexts.clear();
    this.#answering.clear();
  }
}

function cancelledBy(read: Read | undefined): RequestId | undefined {
  const isCancellation = read?.kind === "notification" && read.method === "notifications/cancelled";
  return isCancellation ? asId(read.params["requestId"]) : undefined;
}
