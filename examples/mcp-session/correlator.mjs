import { describeAnswer, describeRequest, identity } from "./messages.mjs";

/**
 * @typedef {{ id: string, name: string, source: string, time: number, data: Record<string, unknown>, causes: string[] }} RecordedEvent
 * @typedef {{ to: string, by: string }} Link
 * @typedef {import("./context.mjs").Context} Context
 * @typedef {"out" | "in"} Direction out: from the client, in: from the server
 *
 * @typedef {object} Request A request and what has become of it.
 * @property {string} event the event that stands for it
 * @property {string} last the latest event known of it: itself, or its last progress
 * @property {any} message its id, method and tool
 * @property {number} time when it was seen
 * @property {Context | undefined} context
 * @property {string | undefined} ended by which event, once it is answered, cancelled or lost
 */

/**
 * Turns the messages of one connection into events with causes.
 *
 * Only what the protocol states becomes a link: the JSON-RPC id (each side counts its own), the
 * progress token, the id in a cancellation, and the context of the sender. Over stdio nothing says
 * for which call the server asks something back, so such a request cites the connection and no
 * call; the calls it may belong to are listed as candidates.
 */
export class Correlator {
  /** @type {string | undefined} */
  #connect;
  /** @type {Request | undefined} */
  #initialize;
  /** @type {Context | undefined} */
  #closing;
  #requests = {
    out: /** @type {Map<unknown, Request>} */ (new Map()),
    in: /** @type {Map<unknown, Request>} */ (new Map()),
  };
  #byToken = /** @type {Map<unknown, Request>} */ (new Map());
  #byEvent = /** @type {Map<string, Request>} */ (new Map());
  #mine = /** @type {Set<string>} */ (new Set());
  #record;
  #describe;

  /**
   * @param {object} options
   * @param {(name: string, data: Record<string, unknown>, causes: string[]) => RecordedEvent} options.record
   * @param {(params: any) => Record<string, unknown>} [options.describe] what else to keep of a call's parameters
   */
  constructor({ record, describe = () => ({}) }) {
    this.#record = record;
    this.#describe = describe;
  }

  /**
   * @param {any} message
   * @param {Context | undefined} context
   */
  sent(message, context) {
    if (message.method === "initialize") this.#initialize = pending(message, "", context, Date.now());
    else if (message.id === undefined) this.#notification("out", message, context);
    else if (message.method) this.#request(message, context);
    else this.#answer("out", message);
  }

  /**
   * @param {any} message
   * @returns {string | Context | undefined} what the client's handler acts on: an event, or the context of its request
   */
  received(message) {
    if (message.id === undefined) return this.#notification("in", message, undefined);
    if (message.method) return this.#serverRequest(message);
    if (message.id === this.#initialize?.message.id && this.#connect === undefined)
      return this.#connected(message);
    return this.#answer("in", message);
  }

  /** @param {Context | undefined} context */
  closing(context) {
    this.#closing = context;
  }

  /** The connection is gone, and with it every request that is still open. */
  closed() {
    const open = this.#open();
    const disconnect = this.#emit("mcp.disconnect", { open: open.length }, [
      ...this.#connection(),
      ...contextLinks(this.#closing),
    ]);
    for (const request of open) {
      request.ended = this.#emit(
        "mcp.error",
        { ...identity(request.message), kind: "connection-closed", code: -32000 },
        [
          { to: request.last, by: "id" },
          { to: disconnect, by: "connection" },
        ],
      );
    }
  }

  /**
   * The event that ended a request: its result, error or cancellation.
   *
   * @param {string} event
   */
  endOf(event) {
    return this.#byEvent.get(event)?.ended;
  }

  /** The event of the connection itself, once there is one. */
  get connect() {
    return this.#connect;
  }

  /** @param {any} message */
  #connected(message) {
    const { serverInfo, protocolVersion } = message.result ?? {};
    const context = this.#initialize?.context;
    this.#connect = this.#emit(
      "mcp.connect",
      {
        server: serverInfo?.name,
        version: serverInfo?.version,
        protocol: protocolVersion,
        transport: "stdio",
      },
      contextLinks(context),
    );
    return context;
  }

  /**
   * @param {any} message
   * @param {Context | undefined} context
   */
  #request(message, context) {
    const { name, data } = describeRequest(message);
    const details = this.#describe(message.params ?? {});
    const event = this.#emit(name, { ...data, ...details }, this.#fromContext(context));
    const request = pending(message, event, context, Date.now());
    this.#requests.out.set(message.id, request);
    this.#byEvent.set(event, request);
    if (data.progressToken !== undefined) this.#byToken.set(data.progressToken, request);
    context?.sent.push(event);
  }

  /** @param {any} message */
  #serverRequest(message) {
    const calls = this.#open().filter((request) => request.message.method === "tools/call");
    const event = this.#emit(
      "mcp.server_request",
      { ...identity(message), candidates: calls.map((call) => call.event) },
      this.#connection(),
    );
    this.#requests.in.set(message.id, pending(message, event, undefined, Date.now()));
    return event;
  }

  /**
   * @param {Direction} direction
   * @param {any} message
   */
  #answer(direction, message) {
    const request = this.#requests[opposite(direction)].get(message.id);
    if (request === undefined) {
      this.#emit("mcp.error", { callId: message.id, kind: "orphan" }, this.#connection());
      return undefined;
    }
    const links = [{ to: request.event, by: "id" }];
    // A server tells of progress, then of the end: the end follows what was told last.
    if (request.last !== request.event) links.push({ to: request.last, by: "progressToken" });
    const { name, data } = describeAnswer(
      request.message,
      message,
      direction === "out" ? "client" : "server",
    );
    const timing = { durationMs: Date.now() - request.time, late: request.ended !== undefined };
    const event = this.#emit(name, { ...data, ...timing }, links);
    request.ended ??= event;
    return request.context;
  }

  /**
   * @param {Direction} direction
   * @param {any} message
   * @param {Context | undefined} context
   */
  #notification(direction, message, context) {
    const { method, params = {} } = message;
    if (method === "notifications/progress" && direction === "in") {
      const request = this.#byToken.get(params.progressToken);
      if (request) return this.#progress(request, params);
    }
    if (method === "notifications/cancelled") {
      const request = this.#requests[direction].get(params.requestId);
      if (request) return this.#cancelled(request, params, context);
    }
    const links = direction === "out" ? this.#fromContext(context) : this.#connection();
    return this.#emit("mcp.notification", { method, direction }, links);
  }

  /**
   * @param {Request} request
   * @param {any} params
   */
  #progress(request, params) {
    const { progressToken, progress, total } = params;
    const late = request.ended !== undefined;
    request.last = this.#emit(
      "mcp.progress",
      { ...identity(request.message), token: progressToken, progress, total, late },
      [{ to: request.last, by: "progressToken" }],
    );
    return request.last;
  }

  /**
   * @param {Request} request
   * @param {any} params
   * @param {Context | undefined} context
   */
  #cancelled(request, params, context) {
    const links = [{ to: request.last, by: "requestId" }];
    // A timeout runs in the context of the call itself, which says nothing new. An abort runs in
    // the context of whoever decided it.
    if (context && context !== request.context) links.push(...contextLinks(context));
    const data = { ...identity(request.message), reason: params.reason, via: "message" };
    const event = this.#emit("mcp.cancelled", data, links);
    request.ended ??= event;
    return event;
  }

  /**
   * What is sent is caused by the context of the sender, and by the connection it goes through.
   *
   * @param {Context | undefined} context
   */
  #fromContext(context) {
    const links = contextLinks(context);
    return links.some((link) => this.#mine.has(link.to)) ? links : [...this.#connection(), ...links];
  }

  #open() {
    return [...this.#requests.out.values()].filter((request) => request.ended === undefined);
  }

  /** @returns {Link[]} */
  #connection() {
    return this.#connect === undefined ? [] : [{ to: this.#connect, by: "connection" }];
  }

  /**
   * @param {string} name
   * @param {Record<string, unknown>} data
   * @param {Link[]} links
   */
  #emit(name, data, links) {
    const event = this.#record(name, { ...data, links }, [...new Set(links.map((link) => link.to))]);
    this.#mine.add(event.id);
    return event.id;
  }
}

/**
 * @param {any} message
 * @param {string} event
 * @param {Context | undefined} context
 * @param {number} time
 * @returns {Request}
 */
function pending({ id, method, params }, event, context, time) {
  // Not the message itself: what a call was about may be large, and is not needed again.
  const message = { id, method, params: { name: params?.name } };
  return { event, last: event, message, time, context, ended: undefined };
}

/** @param {Context | undefined} context */
function contextLinks(context) {
  return (context?.causes ?? []).map((to) => ({ to, by: "context" }));
}

/** @param {Direction} direction */
function opposite(direction) {
  return direction === "out" ? "in" : "out";
}
