import type { CausalRelation, Direction, Link } from "../explain/relation.ts";
import { effectsIn } from "../ledger/effects.ts";
import { type Entry, hiddenBetween } from "../ledger/entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { RetainedEvent } from "./causal-graph.ts";

/** What a relation needs of the graph it stands for. */
export interface Shown {
  readonly ledger: Ledger;
  /** Rows of the retained events, in admission order. */
  readonly retained: Iterable<number>;
  isRetained(entry: Entry): boolean;
  shownAt(row: number): RetainedEvent;
  /** Pinned events that only evicted ones lead from to this one. */
  summarised(effect: Entry): readonly Entry[];
}

/**
 * The retained events and the edges between them, those that stand for evicted ones included, for as
 * long as nothing is admitted. Events are rows of the ledger.
 */
export class LiveRelation implements CausalRelation {
  readonly #of: Shown;
  /** The effects that summary edges lead to, by cause; found when first asked for. */
  #summaries: Map<Entry, Entry[]> | undefined;

  constructor(of: Shown) {
    this.#of = of;
  }

  nodes(): Iterable<number> {
    return this.#of.retained;
  }

  order(node: number): number {
    return this.#of.ledger.seqs[node]!;
  }

  event(node: number): RetainedEvent {
    return this.#of.shownAt(node);
  }

  isCut(node: number): boolean {
    const { truncated, missingCauses } = this.event(node);
    return truncated !== undefined || missingCauses !== undefined;
  }

  links(node: number, direction: Direction): readonly Link[] {
    const entry = this.#of.ledger.entries[node];
    if (entry === undefined) return NONE;
    const direct = direction === "causes" ? entry.causes : effectsIn(entry.effects);
    const summed = direction === "causes" ? this.#of.summarised(entry) : this.#summarisedEffects(entry);
    const links = direct
      .filter((other) => this.#of.isRetained(other))
      .map(({ row }): Link => ({ node: row, hidden: 0 }));
    for (const other of summed) {
      const [cause, effect] = direction === "causes" ? [other, entry] : [entry, other];
      links.push({ node: other.row, hidden: hiddenBetween(cause, effect) });
    }
    return links.length < 2 ? links : links.sort((a, b) => this.order(a.node) - this.order(b.node));
  }

  #summarisedEffects(entry: Entry): readonly Entry[] {
    if (this.#summaries === undefined) {
      this.#summaries = new Map();
      for (const row of this.#of.retained) {
        const effect = this.#of.ledger.entries[row];
        if (effect === undefined) continue;
        for (const cause of this.#of.summarised(effect)) {
          const effects = this.#summaries.get(cause);
          if (effects === undefined) this.#summaries.set(cause, [effect]);
          else effects.push(effect);
        }
      }
    }
    return this.#summaries.get(entry) ?? [];
  }
}

const NONE: readonly Link[] = [];
