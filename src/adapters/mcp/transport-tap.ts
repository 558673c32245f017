import type { TransportLike } from "./transport.ts";

/**
 * Told of what passes a transport. What it is given to call is what would have happened without it;
 * it has to be called, once, and what it returns or throws has to be passed on.
 */
export interface Passage {
  sending(message: unknown, options: unknown, send: () => Promise<void>): Promise<void>;
  received(message: unknown, deliver: () => void): void;
  closing(): void;
  closed(): void;
  failed(error: unknown): void;
}

/**
 * Watches a transport in place, before or after a client connects. The instance stays the one that
 * the client knows: an object around it would hide what else it can do (`pid`, `stderr`, `sessionId`),
 * and wrapping the client's methods would miss what no method returns (progress, cancellations,
 * requests of the server). Nothing can be undone, for others may have wrapped it since; a passage that
 * has lost its interest just calls what it is given.
 *
 * Returns what delivers a message to the client that did not pass the transport.
 */
export function tapTransport(transport: TransportLike, passage: Passage): (message: object) => void {
  const send = transport.send.bind(transport);
  const close = transport.close.bind(transport);
  transport.send = (message, options) => passage.sending(message, options, () => send(message, options));
  transport.close = () => {
    passage.closing();
    return close();
  };

  // The client chains to the handler it finds: one message may pass here again while it passes.
  let passing: unknown;
  const once = (value: unknown, tell: () => void, pass: () => void): void => {
    if (value === passing && value !== undefined) return pass();
    const outer = passing;
    passing = value;
    try {
      tell();
    } finally {
      passing = outer;
    }
  };
  const latest = intercept(transport, "onmessage", (pass, message) =>
    once(message, () => passage.received(message, pass), pass),
  );
  intercept(transport, "onclose", (pass) => {
    const tell = (): void => {
      passage.closed();
      pass();
    };
    once(CLOSE, tell, pass);
  });
  intercept(transport, "onerror", (pass, error) => {
    const tell = (): void => {
      passage.failed(error);
      pass();
    };
    once(error, tell, pass);
  });
  return (message) => {
    const deliver = (): void => latest()?.(message);
    once(message, deliver, deliver);
  };
}

/** Stands for the end of the connection, which is told without a value. */
const CLOSE = Symbol("close");

type Handler = (...values: any[]) => void;

/**
 * Whoever sets `transport[name]` sets a handler with `around` around it. A handler set once is not
 * enough: some versions of the SDK overwrite it, some chain to it. Returns what gives the handler that
 * was set last, as it was set.
 */
function intercept(
  transport: TransportLike,
  name: "onmessage" | "onclose" | "onerror",
  around: (pass: () => void, first: unknown) => void,
): () => Handler | undefined {
  const before = accessorOf(transport, name);
  const found = before.get();
  let latest: Handler | undefined;
  const set = (next: Handler | undefined): void => {
    latest = next;
    // Each is closed over the handler of the moment: connect() reads this and sets a handler that calls
    // what it read. One fixed function would then call itself for ever.
    before.set(next && ((...values) => around(() => next.apply(transport, values), values[0])));
  };
  Object.defineProperty(transport, name, { configurable: true, enumerable: true, get: before.get, set });
  if (found !== undefined) set(found);
  return () => latest;
}

interface Accessor {
  readonly get: () => Handler | undefined;
  readonly set: (next: Handler | undefined) => void;
}

/** How a handler is kept: by whoever watches the transport already, by the class of it, or here. */
function accessorOf(transport: TransportLike, name: "onmessage" | "onclose" | "onerror"): Accessor {
  for (let owner: object | null = transport; owner !== null; owner = Object.getPrototypeOf(owner) as object) {
    const known = Object.getOwnPropertyDescriptor(owner, name);
    if (known?.set !== undefined)
      return {
        get: () => known.get?.call(transport) as Handler | undefined,
        set: (next) => known.set?.call(transport, next),
      };
  }
  let handler = transport[name] as Handler | undefined;
  return {
    get: () => handler,
    set: (next) => {
      handler = next;
    },
  };
}
