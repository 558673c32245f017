import type { Arrival, Input } from "../engine/input.ts";
import type { EngineOptions } from "../engine/options.ts";
import { flawOf } from "../read-input.ts";
import type { Watch } from "../match/watch.ts";
import type { SummaryEdge } from "../graph/causal-graph.ts";
import { Admission } from "./oracle/admission.ts";
import { Dockets } from "./oracle/dockets.ts";
import type { Fact } from "./oracle/fact.ts";
import type { World } from "./oracle/judge.ts";
import { type Known, place, precedes } from "./oracle/known.ts";
import { matchesOf } from "./oracle/matches.ts";
import { Taker } from "./oracle/taker.ts";

export { type Fact, factsOf, type VerdictFact } from "./oracle/fact.ts";

/**
 * What the contract says must happen, found the long way: the whole graph is kept, every past is a
 * set of all ancestors, and each open instance is judged anew from the whole history after every
 * admission. Slow on purpose, so that it is plain to see that it is right.
 *
 * One `step` takes one input and everything it leads to: the "admit" inputs of an engine that is
 * asked until nothing is pending are part of it.
 */
export class Oracle {
  readonly counts = { read: 0, duplicates: 0, rejected: 0, missingCauses: 0, lateCauses: 0, evicted: 0 };
  /** Every event ever admitted, in order. */
  readonly history: Known[] = [];
  readonly #options: EngineOptions;
  readonly #admission: Admission;
  readonly #dockets: Dockets;
  readonly #watches: { readonly watch: Watch; readonly taker: Taker; matches: number; disposed: boolean }[] =
    [];
  #facts: Fact[] = [];
  #now = -Infinity;
  /** Cited by admitted events that did without them. */
  readonly #missed = new Set<string>();

  constructor(options: EngineOptions = {}) {
    this.#options = options;
    this.#admission = new Admission(options);
    this.#dockets = new Dockets(options, this.#admission);
  }

  /** Retained events in order of admission. */
  get retained(): readonly Known[] {
    return this.#admission.retention.retained;
  }

  get held(): readonly Known[] {
    return this.#admission.hold.held;
  }

  /** What each constraint came to so far. */
  get constraints(): ReturnType<Dockets["summary"]> {
    return this.#dockets.summary();
  }

  get watches(): readonly {
    readonly name: string;
    readonly matches: number;
    readonly predicateErrors: number;
  }[] {
    return this.#watches.map(({ watch, taker, matches }) => ({
      name: watch.name,
      matches,
      predicateErrors: taker.errors,
    }));
  }

  /** Takes one input and says all that follows from it, in order. */
  step(input: Input): readonly Fact[] {
    this.#facts = [];
    if ("now" in input) this.#now = input.now;
    this.#take(input);
    this.#drain();
    return this.#facts;
  }

  #take(input: Input): void {
    const { retention, sources } = this.#admission;
    switch (input.type) {
      case "arrival":
        return this.#arrive(input);
      case "tick":
        sources.tick(input.now, input.horizon);
        return this.#tell(this.#dockets.checkDeadlines(this.#world(input.horizon)));
      case "sourceAdded":
        return sources.add(input.source, input.ordered, input.idleMs, input.now);
      case "sourceEnded":
        sources.end(input.source, input.failed);
        retention.settle();
        return this.#tell(this.#dockets.checkDeadlines(this.#world()));
      case "window":
        return retention.setWindow(input.windowSize, input.remember);
      case "enforce":
        return this.#dockets.enforce(input.constraint, this.history.length);
      case "watch":
        this.#watches.push({ watch: input.watch, taker: new Taker(), matches: 0, disposed: false });
        return;
      case "link":
        this.#admission.links.push(input.link);
        return;
      case "dispose":
        return this.#dispose(input.rule);
      case "end":
        return this.#tell(this.#dockets.end(input.outcome, this.#world()));
      case "admit":
        return;
    }
  }

  #arrive(arrival: Arrival): void {
    this.counts.read++;
    const { event } = arrival;
    const flaw = flawOf(event) ?? this.#options.validate?.(event.name, event.data);
    if (flaw) return this.#reject("rejected", []);
    const verdict = this.#admission.compare(event);
    if (verdict === "conflict") return this.#reject("conflict", [event.id]);
    if (verdict === "duplicate") {
      this.counts.duplicates++;
      this.#admission.receiveAgain(arrival);
      return;
    }
    const node = this.#admission.receive(arrival);
    if (!this.#admission.hold.isFree(node)) this.#dockets.hold(node);
  }

  #reject(fact: "rejected" | "conflict" | "cycle", ids: readonly string[]): void {
    this.counts.rejected += Math.max(1, ids.length);
    this.#facts.push({ fact, ids });
  }

  /** Admits all that is free, and forces out what is past a bound, until nothing more happens. */
  #drain(): void {
    for (let next = this.#admission.next(this.#now); next; next = this.#admission.next(this.#now)) {
      if ("admit" in next) this.#admit(next.admit);
      else this.#reject("cycle", next.reject.map((node) => node.event.id).toSorted());
    }
  }

  #admit(node: Known): void {
    const { retention } = this.#admission;
    const missing = this.#admission.resolve(node);
    node.missing = missing;
    place(
      node,
      [...node.causes].flatMap((id) => retention.find(id) ?? []),
    );
    node.index = this.history.length;
    node.admittedAt = this.#now;
    for (const id of node.causes) retention.cite(id);
    this.history.push(node);
    retention.retained.push(node);
    if (missing.length > 0 || node.unlinked) this.counts.missingCauses++;
    if (missing.length > 0 || node.wanted.length > 0)
      this.#facts.push({ fact: "missingCauses", ids: [node.event.id] });
    for (const id of missing) {
      this.#missed.add(id);
      // As many as ids are remembered.
      if (this.#missed.size > retention.remember) this.#missed.delete([...this.#missed][0]!);
    }
    if (node.late || this.#missed.delete(node.event.id)) this.counts.lateCauses++;
    this.#facts.push({ fact: "admitted", id: node.event.id, causes: [...node.causes].toSorted() });
    this.#tell(this.#dockets.admit(node, this.#world()));
    this.#match(node);
    for (const evicted of retention.evict((event) => this.#dockets.isPinned(event))) {
      this.counts.evicted++;
      this.#facts.push({ fact: "evicted", id: evicted.event.id });
    }
  }

  #match(node: Known): void {
    for (const state of this.#watches)
      for (const match of state.disposed ? [] : matchesOf(state.watch, state.taker, node, this.retained)) {
        state.matches++;
        this.#facts.push({
          fact: "match",
          watch: state.watch.name,
          events: match.map((event) => event.event.id),
        });
      }
  }

  #dispose(rule: Extract<Input, { type: "dispose" }>["rule"]): void {
    if (rule.kind === "watch") for (const state of this.#watches) state.disposed ||= state.watch === rule;
    else if (rule.kind === "link") this.#admission.links.splice(this.#admission.links.indexOf(rule), 1);
    else this.#tell(this.#dockets.dispose(rule));
  }

  #tell(facts: readonly Fact[]): void {
    this.#facts.push(...facts);
  }

  #world(horizon?: number): World {
    const { hold, sources } = this.#admission;
    return {
      history: this.history,
      held: hold.held,
      watermark: sources.watermark(),
      now: this.#now,
      horizon,
    };
  }

  /** Whether `a < b`, for retained events. */
  precedes(a: string, b: string): boolean {
    const [cause, effect] = [a, b].map((id) => this.retained.find((node) => node.event.id === id));
    return cause !== undefined && effect !== undefined && precedes(cause, effect);
  }

  /**
   * Pairs of retained events that nothing retained lies between and no edge joins: what is left of
   * paths through evicted events. `hidden` is the most it may say: all that was evicted between.
   */
  summaryEdges(): SummaryEdge[] {
    const edges: SummaryEdge[] = [];
    for (const effect of this.retained)
      for (const cause of this.retained) {
        if (!precedes(cause, effect) || effect.direct.has(cause)) continue;
        const between = this.history.filter((node) => precedes(cause, node) && precedes(node, effect));
        if (between.some((node) => this.retained.includes(node))) continue;
        edges.push({ cause: cause.event.id, effect: effect.event.id, hidden: between.length });
      }
    return edges;
  }
}
