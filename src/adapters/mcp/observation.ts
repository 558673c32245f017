import type { RequestId, Side } from "./message.ts";

/**
 * Something that was seen of a connection. Plain data: observations that were kept, with their times,
 * give the same events again.
 */
export type Observation =
  | Passed
  | Joined
  | Closed
  /** The client gave a request up by closing the stream of its answer; it sends no message then. */
  | { readonly type: "abandoned"; readonly id: RequestId; readonly causes: readonly string[] }
  /** A message could not be sent: no answer will come. */
  | { readonly type: "unsent"; readonly message: unknown; readonly error: unknown }
  /** The transport told of an error that belongs to no message. */
  | { readonly type: "trouble"; readonly error: unknown }
  /** So many events before this found no room in the queue, and are lost. */
  | { readonly type: "dropped"; readonly count: number }
  /** Something passed that is no message: how many bytes, and why it is none. */
  | { readonly type: "unreadable"; readonly from: Side; readonly size: number; readonly problem: string };

/** A message, or a batch of them. */
export interface Passed {
  readonly type: "message";
  readonly from: Side;
  readonly message: unknown;
  /** What the sender acts because of, beside what the message says: ids of events. */
  readonly causes: readonly string[];
  /** The client's request on whose own stream it came, where the transport has one for each. */
  readonly stream?: RequestId | undefined;
}

/** The connection was open before it was watched: what the client knows of it. */
export interface Joined {
  readonly type: "joined";
  readonly server?: unknown;
  readonly version?: unknown;
  readonly protocol?: unknown;
}

export interface Closed {
  readonly type: "closed";
  /** What the client closed it because of; empty where it did not, or where nothing is known. */
  readonly causes: readonly string[];
  /** How the server's process ended, where that is known. */
  readonly exit?: { readonly code: number | null; readonly signal: string | null } | undefined;
}
