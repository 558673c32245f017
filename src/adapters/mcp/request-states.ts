const MOST = 100;

/** Results that ask the client to come back with a state, by that state: the last hundred. */
export class RequestStates {
  readonly #results = new Map<string, string>();

  /** The event of the result that gave this state. */
  resultOf(state: unknown): string | undefined {
    return typeof state === "string" ? this.#results.get(state) : undefined;
  }

  remember(state: unknown, result: string): void {
    if (typeof state !== "string") return;
    this.#results.set(state, result);
    const [oldest] = this.#results.keys();
    if (this.#results.size > MOST) this.#results.delete(oldest!);
  }
}
