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

  // The client chains to the handler it finds, so that one message may pass here twice.
  const seen = new WeakSet<object>();
  intercept(transport, "onmessage", (pass, message) => {
    if (typeof message !== "object" || message === null || seen.has(message)) return pass();
    seen.add(message);
    passage.received(message, pass);
  });
  intercept(transport, "onclose", (pass) => {
    passage.closed();
    pass();
  });
  intercept(transport, "onerror", (pass, error) => {
    if (typeof error === "object" && error !== null && !seen.has(error)) {
      seen.add(error);
      passage.failed(error);
    }
    pass();
  });
  return (message) => {
    seen.add(message);
    transport.onmessage?.(message);
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
