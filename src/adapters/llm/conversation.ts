/** How many tool calls and answers are known at most, each; the oldest go first. */
const MOST = 10_000;
/** How many failed requests: their texts are kept. */
const MOST_FAILED = 100;

/** A map that forgets its oldest entries. */
class Recent<V> {
  readonly #all = new Map<string, V>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): V | undefined {
    return this.#all.get(key);
  }

  set(key: string, value: V): void {
    this.#all.delete(key);
    this.#all.set(key, value);
    if (this.#all.size > this.#most) this.#all.delete(this.#all.keys().next().value!);
  }

  take(key: string): V | undefined {
    const value = this.#all.get(key);
    this.#all.delete(key);
    return value;
  }
}

/** An attempt that failed in a way that is tried again. */
export interface FailedAttempt {
  /** The event of its failure. */
  readonly event: string;
  readonly attempt: number;
}

/** Which events stand for the ids that clients and models use. */
export class Conversation {
  /** Events of tool calls by the id of the call, as the model gave it. */
  readonly calls: Recent<string> = new Recent(MOST);
  /** Events in which runs of tools ended, by the same ids. */
  readonly results: Recent<string> = new Recent(MOST);
  /** Events of answers by their ids. */
  readonly answers: Recent<string> = new Recent(MOST);
  /** By the text of the request: what is sent again word for word is a retry. */
  readonly failed: Recent<FailedAttempt> = new Recent(MOST_FAILED);
}
