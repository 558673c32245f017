/** Places for each row: between a quarter and half of them are taken. */
const PLACES = 4;
/** So many ids may have one hash. */
const ALIKE = 4;

/**
 * Finds the rows of ids: open addressing with linear probing, and beside the places a byte for each
 * with a tag, a part of the hash, after the Swiss tables of Kulukundis (2017). Most look-ups are of
 * ids that are not there: those read a tag or two, of an array so small that it stays in the cache.
 * O(1) expected.
 *
 * An id that is forgotten keeps its place, which leads to nothing; with half of the places taken, all
 * is entered anew. That costs O(1) an id, and less than to look for the place of each that goes.
 *
 * A hash is made of the last units of an id, in which most ids differ, and which are cheaper than all of
 * a long one. Where some do not tell ids apart, twice as many count from then on.
 */
export class IdTable {
  /** By row; shared with the ledger. The empty id and the hash 0 are those of no row. */
  readonly #ids: readonly string[];
  readonly #hashes: Int32Array;
  /** How many UTF-16 units of an id its hash is made of. */
  #units: number;
  readonly #tags: Uint8Array;
  readonly #places: Int32Array;
  readonly #mask: number;
  #taken = 0;

  /** For as many rows as there are hashes, a power of two. */
  constructor(ids: readonly string[], hashes: Int32Array, units: number = 8) {
    this.#ids = ids;
    this.#hashes = hashes;
    this.#units = units;
    this.#tags = new Uint8Array(PLACES * hashes.length);
    this.#places = new Int32Array(PLACES * hashes.length);
    this.#mask = this.#places.length - 1;
    this.#enterAll();
  }

  /** The same table for more rows. */
  grown(hashes: Int32Array): IdTable {
    return new IdTable(this.#ids, hashes, this.#units);
  }

  /** The hash of an id, until another id is entered. Never 0. Cost O(units that count). */
  hashOf(id: string): number {
    return hashOfEnd(id, this.#units);
  }

  /** The row of an id; 0 for none. */
  find(id: string, hash: number): number {
    const tags = this.#tags;
    const mask = this.#mask;
    const tag = tagOf(hash);
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const there = tags[at]!;
      if (there === 0) return 0;
      if (there !== tag) continue;
      const row = this.#places[at]!;
      if (this.#ids[row] === id) return row;
    }
  }

  /** Enters a row whose id is not in the table. */
  enter(row: number): void {
    if (++this.#taken * 2 > this.#mask) this.#enterAll();
    else if (this.#place(row, this.#hashes[row]!) > ALIKE && this.#units < this.#ids[row]!.length)
      this.#deepen();
  }

  #deepen(): void {
    this.#units *= 2;
    for (let row = 1; row < this.#hashes.length; row++)
      if (this.#hashes[row] !== 0) this.#hashes[row] = this.hashOf(this.#ids[row]!);
    this.#enterAll();
  }

  #enterAll(): void {
    const hashes = this.#hashes;
    this.#tags.fill(0);
    this.#taken = 0;
    for (let row = 1; row < hashes.length; row++) {
      const hash = hashes[row]!;
      if (hash === 0) continue;
      this.#place(row, hash);
      this.#taken++;
    }
  }

  /** Puts a row in the next free place; returns how many ids with its hash it passed. */
  #place(row: number, hash: number): number {
    const tags = this.#tags;
    const mask = this.#mask;
    const tag = tagOf(hash);
    let alike = 0;
    let at = hash & mask;
    for (; tags[at] !== 0; at = (at + 1) & mask)
      if (tags[at] === tag && this.#hashes[this.#places[at]!] === hash) alike++;
    tags[at] = tag;
    this.#places[at] = row;
    return alike;
  }
}

/** Says of a hash what its place does not; never 0. */
function tagOf(hash: number): number {
  return (Math.imul(hash, 0x9e3779b1) >>> 25) | 0x80;
}

// Decides where ids lie, never what is found: they cannot be chosen so that they all collide.
const seed = Math.floor(Math.random() * 2 ** 32) | 0;

/**
 * Murmur's mixing, one UTF-16 unit at a time, but that the last four bits are added in the end: ids
 * that count up lie side by side, sixteen at most, and are found in one line of the cache.
 */
function hashOfEnd(id: string, units: number): number {
  const last = id.length - 1;
  let hash = seed ^ id.length;
  for (let at = last < units ? 0 : last - units + 1; at < last; at++) hash = mixed(hash, id.charCodeAt(at));
  const end = id.charCodeAt(last);
  hash = mixed(hash, end >>> 4);
  hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
  hash = ((hash ^ (hash >>> 15)) + (end & 15)) | 0;
  return hash === 0 ? 1 : hash;
}

function mixed(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x5bd1e995) ^ (hash >>> 15);
}
