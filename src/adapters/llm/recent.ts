/** A map that forgets its oldest entries. */
export class Recent<V> {
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
