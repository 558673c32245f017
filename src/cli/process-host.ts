import type { Host } from "./io.ts";
import { readOnThread } from "./lines/own-thread.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** This process. */
export const processHost: Host = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  onSignal(listener) {
    for (const signal of SIGNALS) process.on(signal, listener);
    return () => {
      for (const signal of SIGNALS) process.off(signal, listener);
    };
  },
  endBy(signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  },
  readOnThread,
};
