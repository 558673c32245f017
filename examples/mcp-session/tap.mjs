import { within } from "./context.mjs";

/**
 * Told of each message, before it is passed on. `received` may name the context in which the
 * client's own handlers are to run.
 *
 * @typedef {object} Observer
 * @property {(message: any) => void} sent
 * @property {(message: any) => import("./context.mjs").Context | undefined} received
 * @property {() => void} closing the client is about to end the connection itself
 * @property {() => void} closed
 */

/**
 * Watches a transport in place. The instance stays the one the client knows: a wrapper would hide
 * what else it can do (`pid`, `stderr`, `close`), and wrapping the client's methods would miss
 * everything that no method returns: progress, cancellations, requests of the server.
 *
 * @param {any} transport
 * @param {Observer} observer
 */
export function tap(transport, observer) {
  const send = transport.send;
  transport.send = (/** @type {any} */ message, /** @type {any[]} */ ...options) => {
    observer.sent(message);
    return send.call(transport, message, ...options);
  };

  const close = transport.close;
  transport.close = () => {
    observer.closing();
    return close.call(transport);
  };

  // The client chains to the handler it finds, so one message may pass here twice.
  const seen = new WeakSet();
  intercept(transport, "onmessage", (pass, message) => {
    if (seen.has(message)) return pass();
    seen.add(message);
    return within(observer.received(message), pass);
  });
  intercept(transport, "onclose", (pass) => {
    observer.closed();
    return pass();
  });
}

/**
 * Whoever sets `transport[name]` sets the inner handler; whoever calls it goes through `around`.
 *
 * @param {any} transport
 * @param {string} name
 * @param {(pass: () => unknown, first: any) => unknown} around
 */
function intercept(transport, name, around) {
  let handler = transport[name];
  Object.defineProperty(transport, name, {
    configurable: true,
    enumerable: true,
    get() {
      // Each wrapper is closed over the handler of the moment: connect() reads this, and sets a
      // handler that calls what it read. One fixed wrapper would then call itself for ever.
      const inner = handler;
      return inner && ((/** @type {any[]} */ ...args) => around(() => inner.apply(transport, args), args[0]));
    },
    set(next) {
      handler = next;
    },
  });
}
