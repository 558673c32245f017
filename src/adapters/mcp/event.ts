import type { AdapterEvent } from "../event-queue.ts";

/** An event of a connection. What was said in full is in `data` too, but not for writing: `withWhole`. */
export type MCPEvent = AdapterEvent;

/** A cause, and what says that it is one. `data.links` of an event lists them. */
export interface Link {
  readonly to: string;
  readonly by:
    | "id"
    | "progressToken"
    | "requestId"
    | "requestState"
    | "subscriptionId"
    | "stream"
    | "context"
    | "session"
    | "connection";
}

/** What became of a request that somebody may wait for. */
export interface Ended {
  readonly id: string | number;
  readonly causes: readonly string[];
}

export interface Happened {
  readonly event: MCPEvent;
  /** The client's request that it is the end of. */
  readonly ends: Ended | undefined;
}
