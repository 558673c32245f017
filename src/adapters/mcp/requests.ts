import type { Asked } from "./describe.ts";
import { givenBack, type RequestId } from "./message.ts";

/** A request and what has become of it. */
export interface Request extends Asked {
  /** The id of the event that stands for it. */
  readonly event: string;
  /** What that event cites. */
  causes: readonly string[];
  /** When it was sent, epoch ms. */
  readonly at: number;
  readonly progressToken: RequestId | undefined;
  /** The id of the latest event known of it: itself, or its last progress. */
  last: string;
  /** Whether it was answered, cancelled or lost. */
  ended: boolean;
}

const MOST_OPEN = 10_000;
const MOST_ENDED = 1_000;

/**
 * The requests of one side, by their ids and progress tokens. Those that have ended stay for a while:
 * progress goes on coming after a cancellation. Past 10,000 open ones the oldest is forgotten, past
 * 1,000 ended ones too; what comes for it then belongs to no request.
 */
export class Requests {
  readonly #byId = new Map<RequestId, Request>();
  readonly #byToken = new Map<RequestId, Request>();
  readonly #ended: Request[] = [];
  #open = 0;

  add(request: Request): void {
    // An id that is used again is that of the new request from now on.
    const before = this.#byId.get(request.id);
    if (before !== undefined) this.#remove(before);
    this.#byId.set(request.id, request);
    if (request.progressToken !== undefined) this.#byToken.set(request.progressToken, request);
    if (++this.#open > MOST_OPEN) for (const oldest of this.open()) return this.#remove(oldest);
  }

  byId(id: RequestId | undefined): Request | undefined {
    return id === undefined ? undefined : givenBack(this.#byId, id);
  }

  byToken(token: RequestId | undefined): Request | undefined {
    return token === undefined ? undefined : givenBack(this.#byToken, token);
  }

  end(request: Request): void {
    if (request.ended) return;
    request.ended = true;
    this.#open--;
    if (this.#ended.push(request) > MOST_ENDED) this.#remove(this.#ended.shift()!);
  }

  /** Those without an end, the oldest first. */
  *open(): IterableIterator<Request> {
    for (const request of this.#byId.values()) if (!request.ended) yield request;
  }

  #remove(request: Request): void {
    if (this.#byId.get(request.id) !== request) return;
    if (!request.ended) this.#open--;
    this.#byId.delete(request.id);
    if (this.#byToken.get(request.progressToken!) === request) this.#byToken.delete(request.progressToken!);
  }
}
