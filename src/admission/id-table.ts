import { IdRing } from "./id-ring.ts";

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
 *
 * Of a member that has nothing to say any more, the bare id can be kept in its stead: most of what
 * is remembered of a stream is that.
 */
export class IdTable<T extends Identified> {
  /** Stands for every bare id. */
  readonly bare: T;
  #size = 0;
  #hashes = new Int32Array(1024);
  /** Members, and for bare ids their positions in the ring. */
  #members: (T | number | undefined)[] = Array.from({ length: 1024 });
  #mask = 1023;
  readonly #ring = new IdRing();
  /** How many bare ids there are. */
  bareCount = 0;

  constructor(bare: T) {
    this.bare = bare;
  }

  /** The member of this id, or `bare`. */
  get(id: string): T | undefined {
    const at = this.#find(id, hashOfId(id));
    if (at === -1) return undefined;
    const member = this.#members[at]!;
    return typeof member === "number" ? this.bare : member;
  }

  /** Adds a member whose id is not in the table. */
  add(member: T): void {
    if (++this.#size * 2 > this.#mask) this.#grow();
    member.hash = hashOfId(member.id);
    this.#place(member, member.hash);
  }

  /** Removes a member of the table. */
  remove(member: T): void {
    this.#empty(this.#placeOf(member, member.hash));
  }

  /** Keeps of a member its id alone, and when it was last used. */
  strip(member: T, use: number): void {
    this.#members[this.#placeOf(member, member.hash)] = this.#ring.push(member.id, member.hash, use);
    this.bareCount++;
  }

  /** Puts a member in the place of its bare id; returns the position that this had. */
  dress(member: T): number {
    member.hash = hashOfId(member.id);
    const at = this.#find(member.id, member.hash);
    const position = this.#members[at] as number;
    this.#members[at] = member;
    this.#ring.clear(position);
    this.bareCount--;
    return position;
  }

  /** Removes the bare id that was stripped first. */
  dropBare(): void {
    const position = this.firstBare;
    this.#empty(this.#placeOf(position, this.#ring.hashAt(position)));
    this.#ring.clear(position);
    this.bareCount--;
  }

  /** When the bare id that was stripped first was last used; `Infinity` for none. */
  get oldestBareUse(): number {
    return this.bareCount === 0 ? Number.POSITIVE_INFINITY : this.#ring.useAt(this.#ring.first);
  }

  /** Bare ids stand at positions from this one. */
  get firstBare(): number {
    return this.#ring.first;
  }

  /** The position that the next bare id will have. */
  get nextBare(): number {
    return this.#ring.next;
  }

  #find(id: string, hash: number): number {
    const hashes = this.#hashes;
    const mask = this.#mask;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const other = hashes[at];
      if (other === 0) return -1;
      if (other !== hash) continue;
      const member = this.#members[at]!;
      if ((typeof member === "number" ? this.#ring.idAt(member) : member.id) === id) return at;
    }
  }

  #placeOf(member: T | number, hash: number): number {
    let at = hash & this.#mask;
    while (this.#members[at] !== member) at = (at + 1) & this.#mask;
    return at;
  }

  #empty(hole: number): void {
    const mask = this.#mask;
    const hashes = this.#hashes;
    const members = this.#members;
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
    this.#size--;
  }

  #place(member: T | number, hash: number): void {
    let at = hash & this.#mask;
    while (this.#hashes[at] !== 0) at = (at + 1) & this.#mask;
    this.#hashes[at] = hash;
    this.#members[at] = member;
  }

  #grow(): void {
    const [hashes, members] = [this.#hashes, this.#members];
    const capacity = 2 * members.length;
    this.#hashes = new Int32Array(capacity);
    this.#members = Array.from({ length: capacity });
    this.#mask = capacity - 1;
    members.forEach((member, at) => {
      if (member !== undefined) this.#place(member, hashes[at]!);
    });
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
