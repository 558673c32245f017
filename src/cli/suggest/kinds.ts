import type { RetainedEvent } from "../../graph/causal-graph.ts";

/** How many names are looked at: those of the most events. */
export const MOST_NAMES = 128;
const WORD = 32;
/** How many different sets of neighbours are told apart for a name: with more there is no rule in them. */
const MOST_SIGNATURES = 500;

/** How many events had direct causes, or effects, of just these names: a bit for each name. */
export interface Signature {
  readonly words: Uint32Array;
  readonly events: number;
}

/** The events of one name, and what stands directly before and after them. */
export interface Kind {
  readonly name: string;
  readonly events: number;
  readonly causes: readonly Signature[];
  readonly effects: readonly Signature[];
  /** How many have two direct effects of one name, by the number of that name. */
  readonly twice: Uint32Array;
}

/** What follows directly from what in a recording, counted by name. */
export class Kinds {
  /** The kinds, those of the most events first; a number is a place in this list. */
  readonly kinds: readonly Kind[];
  /** How many names there are beside them. */
  readonly others: number;

  /** Cost O(events + edges, times names / 32). */
  constructor(events: readonly RetainedEvent[]) {
    const counts = new Map<string, number>();
    for (const { name } of events) counts.set(name, (counts.get(name) ?? 0) + 1);
    const ranked = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
    const names = ranked.slice(0, MOST_NAMES).map(([name]) => name);
    this.others = ranked.length - names.length;
    const numbers = new Map(names.map((name, at) => [name, at]));
    const words = Math.ceil(names.length / WORD);
    const before = new Uint32Array(events.length * words);
    const after = new Uint32Array(events.length * words);
    const twice = names.map(() => new Uint32Array(names.length));
    const told = new Uint32Array(events.length * words);

    const places = new Map(events.map(({ id }, at) => [id, at]));
    const kindOf = events.map(({ name }) => numbers.get(name) ?? -1);
    for (const [at, { causes }] of events.entries())
      for (const id of causes) {
        const from = places.get(id);
        if (from === undefined) continue;
        const [cause, effect] = [kindOf[from]!, kindOf[at]!];
        if (cause !== -1) before[at * words + (cause >>> 5)]! |= 1 << (cause & 31);
        if (effect === -1) continue;
        const [word, bit] = [from * words + (effect >>> 5), 1 << (effect & 31)];
        if ((after[word]! & bit) === 0) after[word]! |= bit;
        else if ((told[word]! & bit) === 0) {
          told[word]! |= bit;
          if (cause !== -1) twice[cause]![effect]!++;
        }
      }

    const causes = names.map(() => new Map<string, Signature>());
    const effects = names.map(() => new Map<string, Signature>());
    for (const [at, kind] of kindOf.entries()) {
      if (kind === -1) continue;
      count(causes[kind]!, before.subarray(at * words, (at + 1) * words));
      count(effects[kind]!, after.subarray(at * words, (at + 1) * words));
    }
    this.kinds = names.map((name, at) => ({
      name,
      events: counts.get(name)!,
      causes: [...causes[at]!.values()],
      effects: [...effects[at]!.values()],
      twice: twice[at]!,
    }));
  }
}

function count(signatures: Map<string, Signature>, words: Uint32Array): void {
  const isFull = signatures.size >= MOST_SIGNATURES && !signatures.has(words.join());
  // What does not fit is counted as if nothing stood beside it: it supports nothing then.
  const counted = isFull ? new Uint32Array(words.length) : words;
  const key = counted.join();
  const there = signatures.get(key);
  signatures.set(key, { words: there?.words ?? counted.slice(), events: (there?.events ?? 0) + 1 });
}

/** Whether a name is among those of a signature. */
export function includes({ words }: Signature, number: number): boolean {
  return (words[number >>> 5]! & (1 << (number & 31))) !== 0;
}
