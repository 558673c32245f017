/**
 * Ids in the order they came, each at a position of its own, with its hash and when it was last
 * used. All O(1), amortised.
 */
export class IdRing {
  #ids: (string | undefined)[] = Array.from({ length: 1024 });
  #hashes = new Int32Array(1024);
  #uses: number[] = Array.from({ length: 1024 }, () => 0);
  #mask = 1023;
  /** The position of the oldest id, if there is one. */
  first = 0;
  /** The position that the next id will have. */
  next = 0;

  /** Appends an id; returns its position. */
  push(id: string, hash: number, use: number): number {
    if (this.next - this.first > this.#mask) this.#grow();
    const at = this.next & this.#mask;
    this.#ids[at] = id;
    this.#hashes[at] = hash;
    this.#uses[at] = use;
    return this.next++;
  }

  /** The id at a position; `undefined` once it was taken out. */
  idAt(position: number): string | undefined {
    return this.#ids[position & this.#mask];
  }

  useAt(position: number): number {
    return this.#uses[position & this.#mask]!;
  }

  hashAt(position: number): number {
    return this.#hashes[position & this.#mask]!;
  }

  /** Takes out the id at a position. Its place is free once all before it are. */
  clear(position: number): void {
    const [ids, mask] = [this.#ids, this.#mask];
    ids[position & mask] = undefined;
    while (this.first < this.next && ids[this.first & mask] === undefined) this.first++;
  }

  #grow(): void {
    const [ids, hashes, uses, mask] = [this.#ids, this.#hashes, this.#uses, this.#mask];
    const capacity = 2 * ids.length;
    this.#ids = Array.from({ length: capacity });
    this.#hashes = new Int32Array(capacity);
    this.#uses = Array.from({ length: capacity }, () => 0);
    this.#mask = capacity - 1;
    for (let position = this.first; position < this.next; position++) {
      this.#ids[position & this.#mask] = ids[position & mask];
      this.#hashes[position & this.#mask] = hashes[position & mask]!;
      this.#uses[position & this.#mask] = uses[position & mask]!;
    }
  }
}
