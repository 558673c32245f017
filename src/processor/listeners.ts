/** What every registration returns. */
export interface Handle {
  /** Undoes the registration. A second call does nothing. */
  dispose(): void;
}

/** A list of callbacks, in the order they were added. `all` never changes under who walks it. */
export class Listeners<Callback extends (...values: any[]) => unknown> {
  #all: readonly Callback[] = [];

  get all(): readonly Callback[] {
    return this.#all;
  }

  /** Throws a TypeError for what is no function; `changed` is told when the list was changed. */
  add(callback: Callback, place: string, changed?: () => void): Handle {
    if (typeof callback !== "function")
      throw new TypeError(`${place} takes a function, not a value of type ${typeof callback}`);
    // Of its own, so that one function added twice is called twice and disposed one by one.
    const entry = ((...values: unknown[]) => callback(...values)) as Callback;
    this.#all = [...this.#all, entry];
    changed?.();
    return {
      dispose: () => {
        this.#all = this.#all.filter((other) => other !== entry);
        changed?.();
      },
    };
  }
}
