import { type Entry, GONE, NONE } from "../entry.ts";
import { Heap } from "../heap.ts";
import { type Mark, strike } from "../history/roster.ts";
import { List } from "../list.ts";

/** Where events are found by id: told what becomes of those that are evicted. */
export interface KnownIds {
  /** How many evicted events are remembered by their bare ids. */
  readonly bareCount: number;
  /** When the oldest of them was last used. */
  readonly oldestBareUse: number;
  /** Of a bare entry, the id alone is to be remembered. */
  strip(entry: Entry): void;
  /** The oldest bare id is to be forgotten. */
  dropBare(): void;
  forget(entry: Entry): void;
}

/**
 * What is kept: at most `size` unpinned events as events, and of evicted ones their ids, at least
 * the last `remember` by last use. Everything here costs O(1), but for O(log) at the eviction of an
 * event that was pinned.
 */
export class Window {
  size = 10_000;
  remember = 20_000;
  evicted = 0;
  peakRetained = 0;
  peakRemembered = 0;
  /** Retained events, in admission order. */
  readonly retained: List<Entry> = new List();
  /** Evicted events whose ids are known, by last use. */
  readonly #remembered = new List<Entry>();
  /** Those of them that are in use all the time: cited by what is held, or last of an ordered source. */
  readonly #kept = new List<Entry>();
  readonly #pinned: () => number;
  readonly #onEvict: (entry: Entry) => void;
  #uses = 0;
  readonly #ids: () => KnownIds;
  /** The oldest retained event that was never skipped because it was pinned. */
  #frontier: Entry | undefined;
  /** Events that were skipped while pinned and are pinned no more. */
  readonly #released = new Heap<Entry>((a, b) => a.seq < b.seq);

  constructor(pinned: () => number, onEvict: (entry: Entry) => void, ids: () => KnownIds) {
    this.#pinned = pinned;
    this.#onEvict = onEvict;
    this.#ids = ids;
  }

  add(entry: Entry): void {
    entry.stage = "retained";
    this.retained.append(entry);
    this.#frontier ??= entry;
  }

  /** Call when the last pin of a retained event is gone. */
  unpinned(entry: Entry): void {
    if (entry.stage !== "retained") return;
    const skipped = this.#frontier === undefined || entry.seq < this.#frontier.seq;
    if (skipped) this.#released.push(entry);
  }

  /** Evicts until the bound holds, the oldest admitted unpinned event first. */
  keepBound(): void {
    while (this.retained.size - this.#pinned() > this.size) this.#evict(this.#oldestUnpinned());
    if (this.retained.size > this.peakRetained) this.peakRetained = this.retained.size;
  }

  #oldestUnpinned(): Entry {
    const released = this.#released.pop();
    if (released !== undefined) return released;
    let entry = this.#frontier!;
    while (entry.pins > 0) entry = entry.newer!;
    this.#frontier = entry.newer;
    return entry;
  }

  #evict(entry: Entry): void {
    this.evicted++;
    this.retained.remove(entry);
    this.#onEvict(entry);
    if (entry.named) {
      const { id, name, source, time } = entry.event!;
      entry.stub = { id, name, source, time, evicted: true };
    }
    const { rare } = entry;
    if (rare?.mark !== undefined) {
      for (let mark: Mark | undefined = rare.mark; mark !== undefined; mark = mark.earlier) strike(mark);
      rare.mark = undefined;
      rare.pin = undefined;
    }
    for (const cause of entry.causes) if (cause.stage === "retained") trimEffects(cause);
    entry.event = undefined;
    entry.causes = NONE;
    if (entry.effects !== undefined) entry.effects = GONE;
    entry.stage = "remembered";
    entry.lastUse = ++this.#uses;
    if (entry.isBare) this.#ids().strip(entry);
    else this.#remembered.append(entry);
    this.#forget();
    if (this.rememberedCount > this.peakRemembered) this.peakRemembered = this.rememberedCount;
  }

  /** Takes up an entry whose event is gone. */
  remembers(entry: Entry): void {
    this.#use(entry);
  }

  /** Notes the use of an id: it is forgotten after all that were used before. */
  used(entry: Entry): void {
    if (entry.stage !== "remembered") return;
    entry.effects ??= GONE;
    if (entry.rare?.isKept) return;
    this.#remembered.remove(entry);
    this.#use(entry);
  }

  /** Call when a held event or an ordered source needs the id no more: this was its last use. */
  letGo(entry: Entry): void {
    if (--entry.keeps > 0 || !entry.rare?.isKept) return;
    entry.rare.isKept = false;
    this.#kept.remove(entry);
    this.#use(entry);
  }

  /** The entries whose ids are known though their events are gone. */
  *allRemembered(): Generator<Entry> {
    yield* this.#remembered;
    yield* this.#kept;
  }

  get rememberedCount(): number {
    return this.#remembered.size + this.#kept.size + this.#ids().bareCount;
  }

  #use(entry: Entry): void {
    entry.lastUse = ++this.#uses;
    this.#remembered.append(entry);
  }

  #forget(): void {
    const remembered = this.#remembered;
    const ids = this.#ids();
    while (remembered.size + ids.bareCount > this.remember) {
      const { oldest } = remembered;
      if (oldest === undefined || ids.oldestBareUse < oldest.lastUse) {
        ids.dropBare();
        continue;
      }
      remembered.remove(oldest);
      if (oldest.keeps > 0) {
        oldest.more.isKept = true;
        this.#kept.append(oldest);
        continue;
      }
      oldest.stage = "forgotten";
      oldest.history = undefined;
      this.#ids().forget(oldest);
    }
  }
}

/** Now and then drops evicted effects of an event that stays. Cost O(1) amortised an effect. */
function trimEffects(cause: Entry): void {
  const { effects } = cause;
  if (effects === undefined || ++cause.more.goneEffects * 2 < effects.length) return;
  cause.effects = effects.filter((effect) => effect.stage === "retained");
  cause.more.goneEffects = 0;
}
