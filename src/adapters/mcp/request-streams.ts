import type { AsyncLocalStorage } from "node:async_hooks";
import type { RequestId } from "./message.ts";

/**
 * Knows on which request's stream a message came, over streamable HTTP. The transport reads the
 * answer to a POST in the asynchronous context of the `send` that made it; what it delivers there came
 * on that stream, what it delivers elsewhere came on the standalone one. So this is what happened, and
 * no guess, and it needs no part of the transport but `send` and `onmessage`.
 */
export class RequestStreams {
  readonly #storage: AsyncLocalStorage<RequestId | undefined> | undefined;

  constructor() {
    const hooks = globalThis.process?.getBuiltinModule?.("node:async_hooks");
    this.#storage = hooks && new hooks.AsyncLocalStorage();
  }

  /** Sends; what is read of the answer belongs to `request`, of no request to the standalone stream. */
  send<T>(request: RequestId | undefined, send: () => T): T {
    return this.#storage === undefined ? send() : this.#storage.run(request, send);
  }

  /** The request on whose stream the code at hand reads. */
  current(): RequestId | undefined {
    return this.#storage?.getStore();
  }

  /** Calls a handler of the client: what that sends is read on streams of its own. */
  leave<T>(deliver: () => T): T {
    return this.#storage === undefined ? deliver() : this.#storage.run(undefined, deliver);
  }
}
