interface Platform {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel?: new () => {
    readonly port1: { onmessage: (() => void) | null; close(): void };
    readonly port2: { postMessage(message: unknown): void };
  };
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
}

// Taken when loaded: a test that replaces the timers must not stop the stream.
const { setImmediate, MessageChannel, setTimeout } = globalThis as unknown as Platform;

/**
 * Resolves in a later turn of the event loop, after whatever waits there: I/O, timers, rendering.
 * Real time on every platform, never the injected clock.
 */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate !== undefined) setImmediate(resolve);
    else if (MessageChannel !== undefined) {
      const { port1, port2 } = new MessageChannel();
      // Unlike a listener, this also starts the port.
      // oxlint-disable-next-line unicorn/prefer-add-event-listener
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    } else setTimeout(resolve, 0);
  });
}
