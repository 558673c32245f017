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
  intercept(transport, "onmessage", (pass, message) =>
    once(message, () => passage.received(message, pass), pass),
  );
  intercept(transport, "onclose", (pass) => {
    passage.closed();
    pass();
  });
  intercept(transport, "onerror", (pass, error) => {
    const tell = (): void => {
      passage.failed(error);
      pass();
    };
    once(error, tell, pass);
  });
  return (message) => {
    const deliver = (): void => transport.onmessage?.(message);
    once(message, deliver, deliver);
  };
}

type Handler = (...values: any[]) => void;

/**
 * Whoever sets `transport[name]` sets the inner handler; whoever calls it goes through `around`. A
 * handler set once is not enough: some versions of the SDK overwrite it, some chain to it.
 */
function intercept(
  transport: TransportLike,
  name: "onmessage" | "onclose" | "onerror",
  around: (pass: () => void, first: unknown) => void,
): void {
  let handler = transport[name] as Handler | undefined;
  Object.defineProperty(transport, name, {
    configurable: true,
    enumerable: true,
    get(): Handler | undefined {
      // Each is closed over the handler of the moment: connect() reads this and sets a handler that
      // calls what it read. One fixed function would then call itself for ever.
      const inner = handler;
      return inner && ((...values) => around(() => inner.apply(transport, values), values[0]));
    },
    set(next: Handler | undefined) {
      handler = next;
    },
  });
}
