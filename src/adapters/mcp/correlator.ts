import { omitted, type Said } from "../capture.ts";
import type { Description } from "../event-maker.ts";
import {
  type Asked,
  describeAnswer,
  describeFailure,
  describeNotification,
  describeProgress,
  describeRequest,
  describeServer,
  identity,
} from "./describe.ts";
import { Emissions, type EmissionsOptions } from "./emissions.ts";
import type { Ended, Happened, Link, MCPEvent } from "./event.ts";
import { contextLinks, link, NO_LINKS } from "./links.ts";
import {
  asId,
  eachMessage,
  fieldsOf,
  givenBack,
  progressTokenOf,
  type Read,
  readMessage,
  type RequestId,
  type Side,
} from "./message.ts";
import type { Fields } from "../fields.ts";
import type { Closed, Joined, Observation, Passed } from "./observation.ts";
import { RequestStates } from "./request-states.ts";
import { type Request, Requests } from "./requests.ts";
import { sizeOf } from "../size.ts";

/** The fields of data that hold what was said. */
const MCP_SAID: readonly (keyof Said)[] = ["arguments", "params", "result", "message", "reason"];

type ReadRequest = Extract<Read, { kind: "request" }>;
type ReadNotification = Extract<Read, { kind: "notification" }>;
type ReadAnswer = Extract<Read, { kind: "answer" }>;

export interface CorrelatorOptions extends EmissionsOptions {
  /** How the messages travel: "stdio", "http", or how else. */
  readonly transport: string;
}

/** A tool call that waits for a decision: its event is made, and nothing is linked to it yet. */
export interface Planned {
  /** What happened before it, on its account. */
  readonly before: readonly Happened[];
  readonly event: MCPEvent;
  /** It is sent: what comes for it from now on is linked to it. */
  admitted(): void;
  /** It is not sent; `refusal` is what the event of that says beside the call itself. */
  refused(at: number, refusal: Record<string, unknown>): readonly Happened[];
}

/** What opens a connection. It has no event of its own: its answer is the connection. */
const OPENINGS: ReadonlySet<string> = new Set(["initialize", "server/discover"]);
const SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";
const MOST_CANDIDATES = 16;

/**
 * Turns what is seen of one connection into events with causes. It has no clock, no randomness and
 * no I/O: the same observations give the same events.
 *
 * Only what is stated becomes a cause: the JSON-RPC id (each side counts its own), the progress token,
 * the id in a cancellation, the state that a retry brings back, the stream a message came on, and
 * what the sender says it acts because of. Over stdio nothing says for which call a server asks
 * something back: such a request cites the connection, and only lists the calls that were open.
 *
 * An observation costs O(its causes + the values in its message).
 */
export class Correlator {
  readonly #options: CorrelatorOptions;
  readonly #emissions: Emissions;
  readonly #requests: Readonly<Record<Side, Requests>> = { client: new Requests(), server: new Requests() };
  readonly #openings = new Map<RequestId, Asked & Ended>();
  readonly #states = new RequestStates();
  /** The event that says in what state the connection is: open, later closed. */
  #connection: string | undefined;
  #closed = false;

  constructor(options: CorrelatorOptions) {
    this.#options = options;
    this.#emissions = new Emissions(options);
  }

  /** The events of what was seen at a time (epoch ms), causes before their effects. */
  observe(at: number, observation: Observation): readonly Happened[] {
    this.#emissions.at = at;
    this.#tell(observation);
    return this.#emissions.drain();
  }

  /** A tool call of the client, before it is known whether it may be sent. */
  plan(at: number, call: ReadRequest, causes: readonly string[]): Planned {
    this.#emissions.at = at;
    const { request, description, links } = this.#asked(call, causes);
    const before = this.#emissions.drain();
    const event = this.#emissions.make(description, links, request.event);
    return {
      before,
      event,
      admitted: () => this.#sent(request, event),
      refused: (refusedAt, refusal) => {
        this.#emissions.at = refusedAt;
        const { plain, said } = describeRequest("client", request, call.params);
        const description = { name: "mcp.call_refused", plain: { ...plain, ...refusal }, said };
        // It takes the id of the call: whoever names that as a reason names what there is.
        this.#emissions.add("server", description, links, { id: call.id, causes: event.causes }, event.id);
        return this.#emissions.drain();
      },
    };
  }

  #tell(observation: Observation): void {
    switch (observation.type) {
      case "message":
        for (const message of eachMessage(observation.message)) this.#passed(observation, message);
        return;
      case "joined":
        return this.#connected(observation, []);
      case "closed":
        return this.#closes(observation);
      case "abandoned":
        return this.#abandoned(observation.id, observation.causes);
      case "unsent":
        for (const message of eachMessage(observation.message)) this.#unsent(message, observation.error);
        return;
      case "trouble":
        this.#emissions.add("server", describeFailure("transport", observation.error), this.#onConnection());
        return;
      case "dropped": {
        const plain = { count: observation.count };
        this.#emissions.add("client", { name: "mcp.dropped", plain, said: {} }, this.#onConnection());
        return;
      }
      case "unreadable":
        this.#unreadable(observation.from, observation.problem, observation.size);
    }
  }

  #passed(passed: Passed, message: unknown): void {
    const read = readMessage(message);
    if (read === undefined) this.#unreadable(passed.from, "no JSON-RPC message", sizeOf(message));
    else if (read.kind === "answer") this.#answer(passed, read);
    else if (read.kind === "notification") this.#notification(passed, read);
    else if (passed.from === "server") this.#serverRequest(passed, read);
    else if (this.#connection === undefined && OPENINGS.has(read.method))
      this.#openings.set(read.id, { ...this.#askedBy(read), causes: passed.causes });
    else {
      const { request, description, links } = this.#asked(read, passed.causes);
      const event = this.#emissions.make(description, links, request.event);
      this.#emissions.push(event);
      this.#sent(request, event);
    }
  }

  #sent(request: Request, { causes }: MCPEvent): void {
    request.causes = causes;
    this.#requests.client.add(request);
  }

  /** What a request of the client says, and why it is made. */
  #asked(
    read: ReadRequest,
    causes: readonly string[],
  ): { request: Request; description: Description; links: readonly Link[] } {
    // In some revisions of the protocol nothing opens a connection: its first request does.
    if (this.#connection === undefined && this.#openings.size === 0) this.#connected({}, causes);
    const request = this.#requestOf(read, this.#emissions.nextId(), []);
    const asking = link(this.#states.resultOf(read.params["requestState"]), "requestState");
    const links = this.#fromClient(causes, asking);
    const description = describeRequest("client", request, read.params);
    if (this.#closed) description.plain["closed"] = true;
    return { request, description, links };
  }

  #serverRequest(passed: Passed, read: ReadRequest): void {
    const { name, plain, said } = describeRequest("server", this.#askedBy(read), read.params);
    const stream = this.#requests.client.byId(passed.stream);
    const open = stream === undefined ? [...this.#requests.client.open()] : [];
    const calls = open.filter(({ method }) => method === "tools/call").slice(0, MOST_CANDIDATES);
    const description = { name, plain: { ...plain, candidates: calls.map(({ event }) => event) }, said };
    const { id, causes } = this.#emissions.add("server", description, this.#onStream(stream));
    this.#requests.server.add(this.#requestOf(read, id, causes));
  }

  #requestOf({ id, method, params }: ReadRequest, event: string, causes: readonly string[]): Request {
    const target = this.#targetOf(method, params);
    const at = this.#emissions.at;
    return {
      id,
      method,
      target,
      event,
      causes,
      at,
      progressToken: progressTokenOf(params),
      last: event,
      ended: false,
    };
  }

  #answer({ from, causes }: Passed, read: ReadAnswer): void {
    const opening = from === "server" ? givenBack(this.#openings, read.id) : undefined;
    if (opening !== undefined) return this.#opened(opening, read);
    const requests = this.#requests[opposite(from)];
    const request = requests.byId(read.id);
    if (request === undefined) {
      const plain = { callId: read.id, kind: "orphan" };
      this.#emissions.add(from, { name: "mcp.error", plain, said: {} }, this.#onConnection());
      return;
    }
    const description = describeAnswer(from, request, read);
    const durationMs = this.#emissions.at - request.at;
    Object.assign(description.plain, { durationMs, late: request.ended });
    const links = [
      ...link(request.event, "id"),
      // A side tells of progress, then of the end: the end follows what was told last.
      ...link(request.last === request.event ? undefined : request.last, "progressToken"),
      ...contextLinks(causes),
    ];
    const { id } = this.#emissions.add(from, description, links, from === "server" ? request : undefined);
    requests.end(request);
    this.#states.remember(fieldsOf(read.result)["requestState"], id);
  }

  #opened(opening: Asked & Ended, read: ReadAnswer): void {
    this.#openings.delete(opening.id);
    if (read.error !== undefined || this.#connection !== undefined) {
      const links = [...contextLinks(opening.causes), ...this.#onConnection()];
      this.#emissions.add("server", describeAnswer("server", opening, read), links, opening);
      return;
    }
    const { serverInfo, protocolVersion: protocol } = fieldsOf(read.result);
    const { name: server, version } = fieldsOf(serverInfo);
    this.#connected({ server, version, protocol }, opening.causes, opening);
  }

  #connected(
    { type, server, version, protocol }: Partial<Joined>,
    causes: readonly string[],
    opening?: Ended,
  ): void {
    const { transport, policy } = this.#options;
    const late = type === "joined" ? { late: true } : {};
    const omits = omitted(policy.capture, MCP_SAID);
    const plain = { ...describeServer(server, version, protocol), transport, ...late, omits };
    const description = { name: "mcp.connect", plain, said: {} };
    this.#connection = this.#emissions.add("server", description, contextLinks(causes), opening).id;
  }

  #notification({ from, stream, causes }: Passed, { method, params }: ReadNotification): void {
    if (method === "notifications/progress") {
      const request = this.#requests[opposite(from)].byToken(asId(params["progressToken"]));
      if (request !== undefined) return this.#progress(from, request, params, causes);
    }
    if (method === "notifications/cancelled") {
      const request = this.#requests[from].byId(asId(params["requestId"]));
      if (request !== undefined) return this.#cancelled(from, request, causes, "message", params["reason"]);
    }
    const { client } = this.#requests;
    const listening = client.byId(asId(fieldsOf(params["_meta"])[SUBSCRIPTION_ID]));
    const links =
      from === "client"
        ? this.#fromClient(causes)
        : listening === undefined
          ? this.#onStream(client.byId(stream))
          : link(listening.event, "subscriptionId");
    this.#emissions.add(from, describeNotification(from, method, params), links);
  }

  #progress(from: Side, request: Request, params: Fields, causes: readonly string[]): void {
    const description = describeProgress(request, params, request.ended);
    const links = [...link(request.last, "progressToken"), ...contextLinks(causes)];
    request.last = this.#emissions.add(from, description, links).id;
  }

  #cancelled(
    from: Side,
    request: Request,
    causes: readonly string[],
    via: "message" | "stream",
    reason?: unknown,
  ): void {
    // A timeout runs in the context of the call itself, which says nothing new.
    const decided = causes.filter((cause) => !request.causes.includes(cause));
    const known = from === "client" ? this.#emissions.known() : [];
    const links = [...link(request.last, "requestId"), ...contextLinks(decided), ...known];
    const plain = { ...identity(request), via, ...(request.ended ? { late: true } : {}) };
    const ends = from === "client" ? request : undefined;
    this.#emissions.add(from, { name: "mcp.cancelled", plain, said: { reason } }, links, ends);
    this.#requests[from].end(request);
  }

  #abandoned(id: RequestId, causes: readonly string[]): void {
    const request = this.#requests.client.byId(id);
    if (request !== undefined && !request.ended) this.#cancelled("client", request, causes, "stream");
  }

  #unsent(message: unknown, error: unknown): void {
    const read = readMessage(message);
    const { name, plain, said } = describeFailure("send", error);
    if (read?.kind !== "request") {
      const which = read?.kind === "answer" ? { callId: read.id } : { method: read?.method };
      this.#emissions.add("server", { name, plain: { ...which, ...plain }, said }, this.#onConnection());
      return;
    }
    const { client } = this.#requests;
    const request = client.byId(read.id);
    const ends = request ?? this.#openings.get(read.id);
    this.#openings.delete(read.id);
    const description = { name, plain: { ...identity(this.#askedBy(read)), ...plain }, said };
    const links = request === undefined ? this.#onConnection() : link(request.last, "id");
    this.#emissions.add("server", description, links, ends);
    if (request !== undefined) client.end(request);
  }

  /** The connection is gone, and with it every request that is still open. */
  #closes({ causes, exit }: Closed): void {
    if (this.#closed) return;
    const open = [...this.#requests.client.open()];
    const how = exit === undefined ? {} : { exitCode: exit.code, signal: exit.signal };
    const plain = { open: open.length + this.#openings.size, ...how };
    const links = [...this.#onConnection(), ...contextLinks(causes)];
    const { id } = this.#emissions.add("server", { name: "mcp.disconnect", plain, said: {} }, links);
    this.#connection = id;
    this.#closed = true;
    for (const request of open) {
      this.#lost(request, link(request.last, "id"));
      this.#requests.client.end(request);
    }
    for (const opening of this.#openings.values()) this.#lost(opening, []);
    this.#openings.clear();
  }

  #lost(asked: Asked & Ended, last: readonly Link[]): void {
    const plain = { ...identity(asked), kind: "connection-closed", code: -32_000 };
    const description = { name: "mcp.error", plain, said: {} };
    this.#emissions.add("server", description, [...last, ...this.#onConnection()], asked);
  }

  #unreadable(from: Side, problem: string, size: number): void {
    const plain = { direction: from === "client" ? "out" : "in", problem, size };
    this.#emissions.add(from, { name: "mcp.unreadable", plain, said: {} }, this.#onConnection());
  }

  #askedBy({ id, method, params }: ReadRequest): Asked {
    return { id, method, target: this.#targetOf(method, params) };
  }

  #targetOf(method: string, params: Fields): unknown {
    if (method !== "resources/read") return params["name"];
    const { uri } = params;
    return typeof uri === "string" ? this.#options.policy.uri(uri) : undefined;
  }

  /** Why the client sends something: what it says itself, what it has received, the connection. */
  #fromClient(causes: readonly string[], stated: readonly Link[] = NO_LINKS): readonly Link[] {
    const known = this.#emissions.known();
    if (stated.length + causes.length + known.length === 0) return this.#onConnection();
    const links = [...stated, ...contextLinks(causes), ...known];
    const connected = !this.#closed && links.some(({ to }) => this.#emissions.has(to));
    return connected ? links : [...this.#onConnection(), ...links];
  }

  #onStream(request: Request | undefined): readonly Link[] {
    return request === undefined ? this.#onConnection() : link(request.event, "stream");
  }

  #onConnection(): readonly Link[] {
    return link(this.#connection, "connection");
  }
}

function opposite(side: Side): Side {
  return side === "client" ? "server" : "client";
}
