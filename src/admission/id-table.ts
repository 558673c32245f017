/** What has an id, and room to keep its hash. */
export interface Identified {
  readonly id: string;
  /** Set by the table. */
  hash: number;
}

/**
 * Finds members by id: open addressing with linear probing, deletion by shifting back (Knuth, TAOCP
 * 6.4, algorithm R). Most look-ups are of ids that are not there, and read nothing but a dense
 * array of hashes; a `Map` would chase an entry for each id that ever leaves. O(1) expected.
 */
export class IdTable<T extends Identified> {
  size = 0;
  #hashes = new Int32Array(1024);
  #members: (T | undefined)[] = Array.from({ length: 1024 });
  #mask = 1023;

  get(id: string): T | undefined {
    const hash = hashOfId(id);
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const other = this.#hashes[at];
      if (other === 0) return undefined;
      if (other === hash && this.#members[at]!.id === id) return this.#members[at];
    }
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  /** Adds a member whose id is not in the table. */
  add(member: T): void {
    if (++this.size * 2 > this.#mask) this.#grow();
    member.hash = hashOfId(member.id);
    this.#place(member);
  }

  /** Removes a member of the table. */
  remove(member: T): void {
    const mask = this.#mask;
    const hashes = this.#hashes;
    const members = this.#members;
    let hole = member.hash & mask;
    while (members[hole] !== member) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; hashes[at] !== 0; at = (at + 1) & mask) {
      // Whatever was pushed past the hole by it moves back into it.
      const home = hashes[at]! & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      hashes[hole] = hashes[at]!;
      members[hole] = members[at];
      hole = at;
    }
    hashes[hole] = 0;
    members[hole] = undefined;
    this.size--;
  }

  #place(member: T): void {
    let at = member.hash & this.#mask;
    while (this.#hashes[at] !== 0) at = (at + 1) & this.#mask;
    this.#hashes[at] = member.hash;
    this.#members[at] = member;
  }

  #grow(): void {
    const members = this.#members;
    const capacity = 2 * members.length;
    this.#hashes = new Int32Array(capacity);
    this.#members = Array.from({ length: capacity });
    this.#mask = capacity - 1;
    for (const member of members) if (member !== undefined) this.#place(member);
  }
}

// Decides where members lie, never what is found: ids cannot be chosen so that they all collide.
const seed = Math.floor(Math.random() * 2 ** 32) | 0;

/** Murmur3's mixing, one UTF-16 unit at a time; never 0, which stands for an empty place. */
function hashOfId(id: string): number {
  let hash = seed;
  for (let at = 0; at < id.length; at++)
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x5bd1e995) ^ (hash >>> 15);
  hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
  hash ^= hash >>> 15;
  return hash === 0 ? 1 : hash;
}
