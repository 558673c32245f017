import type { Constraint } from "../constrain/constraint.ts";
import type { Violation } from "../constrain/violation.ts";
import { StreamError } from "../errors.ts";
import type { EventRef } from "../event.ts";
import { type Between, between } from "../explain/between.ts";
import { type CriticalPath, type CriticalPathOptions, criticalPath } from "../explain/critical-path.ts";
import { type Explanation, type ExplainOptions, explain } from "../explain/explanation.ts";
import { type CommonCauses, commonCauses } from "../explain/shared-causes.ts";
import { type Distance, distance } from "../explain/distance.ts";
import { type Impact, impact } from "../explain/impact.ts";
import { type RootCauses, rootCauses } from "../explain/root-causes.ts";
import { isRoot } from "../explain/relation.ts";
import { around, type Slice, type SliceOptions, sliceOf } from "../explain/slice.ts";
import { explainViolation, type ViolationExplanation } from "../explain/violation.ts";
import { type History, valueIn } from "../history/history.ts";
import { membersOf, has, minus, only, type PlaceSet } from "../history/place-set.ts";
import { effectsIn } from "../ledger/effects.ts";
import { type Entry, hiddenBetween } from "../ledger/entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { REMEMBERED, RETAINED } from "../ledger/stage.ts";
import { show } from "../show.ts";
import { latestOf, type PinMark, pinMarkOf, type PinSlot } from "../window/pins.ts";
import type { Window } from "../window/window.ts";
import type { CausalGraph, Id, RetainedEvent, SummaryEdge } from "./causal-graph.ts";
import { LiveRelation } from "./live-relation.ts";

/**
 * The graph over the retained events, read from what the pipeline keeps anyway: direct causes, and
 * in each history the pinned events before it. Between two retained events of which the earlier was
 * never pinned, nothing has been evicted, so direct causes say it all.
 */
export class LiveGraph implements CausalGraph {
  readonly #ledger: Ledger;
  readonly #window: Window;
  readonly #pins: PinSlot;

  constructor(ledger: Ledger, window: Window, pins: PinSlot) {
    this.#ledger = ledger;
    this.#window = window;
    this.#pins = pins;
  }

  has(id: Id): boolean {
    return this.#row(id) !== 0;
  }

  get(id: Id): RetainedEvent | undefined {
    const row = this.#row(id);
    return row === 0 ? undefined : this.#shownAt(row);
  }

  events(): RetainedEvent[] {
    return [...this.#window.retained].map(this.#shownAt);
  }

  causesOf(id: Id): RetainedEvent[] {
    return this.#inOrder(this.#entry(id)?.causes.filter(this.#ledger.isRetained) ?? []);
  }

  effectsOf(id: Id): RetainedEvent[] {
    return this.#inOrder(effectsIn(this.#entry(id)?.effects).filter(this.#ledger.isRetained));
  }

  roots(): RetainedEvent[] {
    return this.events().filter(isRoot);
  }

  leaves(): RetainedEvent[] {
    return [...this.#window.retained]
      .filter((row) => this.#ledger.entries[row]?.effects === undefined)
      .map(this.#shownAt);
  }

  precedes(a: Id, b: Id): boolean {
    const [earlier, later] = [this.#entry(a), this.#entry(b)];
    return earlier !== undefined && later !== undefined && this.#precedes(earlier, later);
  }

  independent(a: Id, b: Id): boolean {
    const [one, other] = [this.#entry(a), this.#entry(b)];
    if (one === undefined || other === undefined || one === other) return false;
    return !this.#precedes(one, other) && !this.#precedes(other, one);
  }

  past(id: Id): RetainedEvent[] {
    const entry = this.#entry(id);
    if (entry === undefined) return [];
    const found = new Set<Entry>();
    const open = [entry];
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const cause of this.#causesAndPinned(at))
        if (!found.has(cause)) {
          found.add(cause);
          open.push(cause);
        }
    found.delete(entry);
    return this.#inOrder([...found]);
  }

  future(id: Id): RetainedEvent[] {
    const entry = this.#entry(id);
    if (entry === undefined) return [];
    const mark = pinMarkOf(entry);
    const found = new Set<Entry>([entry]);
    const { newer } = this.#ledger;
    for (let row = newer[entry.row]!; row !== 0; row = newer[row]!) {
      // An event that has no entry follows nothing.
      const later = this.#ledger.entries[row];
      if (later === undefined) continue;
      if (later.causes.some((cause) => found.has(cause)) || (mark && this.#carries(later, mark)))
        found.add(later);
    }
    found.delete(entry);
    return this.#inOrder([...found]);
  }

  chain(a: Id, b: Id): EventRef[] {
    const [from, to] = [this.#entry(a), this.#entry(b)];
    if (from === undefined || to === undefined || !this.#precedes(from, to)) return [];
    // Breadth first from the end, so that the path is a shortest one.
    const towards = new Map<Entry, Entry>();
    const open = [to];
    for (let at = 0; !towards.has(from); at++) {
      const effect = open[at]!;
      for (const cause of this.#causesAndPinned(effect))
        if (cause.seq >= from.seq && cause !== to && !towards.has(cause)) {
          towards.set(cause, effect);
          open.push(cause);
        }
    }
    const path: EventRef[] = [from.ref];
    for (let at = from; at !== to;) {
      const next = towards.get(at)!;
      path.push(next.causes.includes(at) ? next.ref : { ...next.ref, hidden: hiddenBetween(at, next) });
      at = next;
    }
    return path;
  }

  summaryEdges(): SummaryEdge[] {
    const edges: SummaryEdge[] = [];
    for (const row of this.#window.retained) {
      const effect = this.#ledger.entries[row];
      if (effect === undefined) continue;
      for (const cause of this.#summarised(effect))
        edges.push({ cause: cause.id, effect: effect.id, hidden: hiddenBetween(cause, effect) });
    }
    return edges;
  }

  explain(id: Id, { direction = "causes", most }: ExplainOptions = {}): Explanation {
    return explain(this.#relation(), this.#asked(id), direction, most);
  }

  explainBetween(a: Id, b: Id): Between {
    const chain = (from: string, to: string): EventRef[] => this.chain(from, to);
    return between(this.#relation(), this.#asked(a), this.#asked(b), chain);
  }

  explainViolation(violation: Violation, constraint?: Constraint): ViolationExplanation {
    const row = this.#row(violation.instance);
    return explainViolation(this.#relation(), violation, constraint, row === 0 ? undefined : row);
  }

  criticalPath({ by = "time", to }: CriticalPathOptions = {}): CriticalPath | undefined {
    return criticalPath(this.#relation(), by, to === undefined ? undefined : this.#asked(to));
  }

  rootCauses(id: Id): RootCauses {
    return rootCauses(this.#relation(), this.#asked(id));
  }

  impact(id: Id): Impact {
    return impact(this.#relation(), this.#asked(id));
  }

  commonCauses(a: Id, b: Id): CommonCauses {
    return commonCauses(this.#relation(), this.#asked(a), this.#asked(b));
  }

  distance(a: Id, b: Id): Distance | undefined {
    return distance(this.#relation(), this.#asked(a), this.#asked(b));
  }

  slice({ around: id, depth = 3 }: SliceOptions = {}): Slice {
    const relation = this.#relation();
    if (id === undefined) return sliceOf(relation, new Set(relation.nodes()));
    return around(relation, this.#asked(id), depth);
  }

  /** The graph as it is now: it is asked at once, and not kept. */
  #relation(): LiveRelation {
    return new LiveRelation({
      ledger: this.#ledger,
      retained: this.#window.retained,
      isRetained: this.#ledger.isRetained,
      shownAt: this.#shownAt,
      summarised: (effect) => this.#summarised(effect),
    });
  }

  /** Where the event is that a question is about. Throws a StreamError `NotRetained` where it is not there. */
  #asked(id: Id): number {
    const row = this.#row(id);
    if (row !== 0) return row;
    const text = typeof id === "string" ? id : id.id;
    const isGone = this.#ledger.stages[this.#ledger.find(text)] === REMEMBERED;
    throw new StreamError(
      "NotRetained",
      isGone
        ? `event ${show(text)} has left the window: of it only the id is known; a larger windowSize keeps events longer`
        : `no event ${show(text)} is in the graph: none has been admitted under this id, or it is long forgotten`,
    );
  }

  /** The pinned events that precede an event by way of evicted ones alone: the least set of them. */
  #summarised(effect: Entry): Entry[] {
    if (!this.#isTruncated(effect)) return [];
    const own = pinMarkOf(effect);
    let left = this.#pinnedIn(effect.history);
    if (own !== undefined) left = minus(left, only(own));
    for (const cause of effect.causes)
      if (this.#ledger.isRetained(cause)) left = minus(left, this.#pinnedIn(cause.history));
    return [...latestOf(left, this.#pins)].map(({ entry }) => entry);
  }

  /** Where a retained event is; 0 if it is none. */
  #row(id: Id): number {
    const row = this.#ledger.find(typeof id === "string" ? id : id.id);
    return this.#ledger.stages[row] === RETAINED ? row : 0;
  }

  #entry(id: Id): Entry | undefined {
    const row = this.#row(id);
    return row === 0 ? undefined : this.#ledger.entryAt(row);
  }

  #pinnedIn(history: History): PlaceSet<PinMark> {
    return valueIn(history, this.#pins);
  }

  #carries(entry: Entry, mark: PinMark): boolean {
    return has(this.#pinnedIn(entry.history), mark);
  }

  #precedes(a: Entry, b: Entry): boolean {
    if (a.seq >= b.seq) return false;
    const mark = pinMarkOf(a);
    if (mark !== undefined) return this.#carries(b, mark);
    const seen = new Set<Entry>();
    const open = [b];
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const cause of at.causes) {
        if (cause === a) return true;
        if (cause.seq <= a.seq || !this.#ledger.isRetained(cause) || seen.has(cause)) continue;
        seen.add(cause);
        open.push(cause);
      }
    return false;
  }

  /** Retained direct causes, and the pinned events that paths through evicted causes lead to. */
  #causesAndPinned(entry: Entry): Entry[] {
    const causes = entry.causes.filter(this.#ledger.isRetained);
    if (causes.length === entry.causes.length) return causes;
    for (const mark of membersOf(this.#pinnedIn(entry.history)))
      if (mark.entry !== entry && !causes.includes(mark.entry)) causes.push(mark.entry);
    return causes;
  }

  #isTruncated(entry: Entry): boolean {
    return !entry.causes.every(this.#ledger.isRetained);
  }

  readonly #shownAt = (row: number): RetainedEvent => {
    const event = this.#ledger.events[row]!;
    const entry = this.#ledger.entries[row];
    const missingCauses = entry?.rare?.missing;
    const truncated = entry !== undefined && this.#isTruncated(entry);
    if (missingCauses === undefined && !truncated) return event;
    return Object.freeze({
      ...event,
      ...(truncated ? { truncated } : {}),
      ...(missingCauses === undefined ? {} : { missingCauses }),
    });
  };

  #inOrder(entries: readonly Entry[]): RetainedEvent[] {
    return entries.toSorted((a, b) => a.seq - b.seq).map(({ row }) => this.#shownAt(row));
  }
}
