import type { LinkRule } from "../../admission/link-rule.ts";
import type { Arrival } from "../../engine/input.ts";
import type { EngineOptions } from "../../engine/options.ts";
import { type Forced, Hold } from "./hold.ts";
import { byArrival, cited, type Known, same } from "./known.ts";
import { Retention } from "./retention.ts";
import { Taker } from "./taker.ts";
import { Sources } from "./watermark.ts";

/** From arrival to admission: repeats, links, holding, forcing out. */
export class Admission {
  readonly retention: Retention = new Retention((node) => this.#isInUse(node));
  readonly hold: Hold = new Hold((id) => this.retention.find(id));
  readonly sources: Sources = new Sources();
  readonly links: LinkRule[] = [];
  readonly #taker = new Taker();
  readonly #maxHeld: number;
  readonly #holdForMs: number;
  /** Link keys that effects were admitted without. */
  readonly #unanswered: { readonly rule: LinkRule; readonly key: unknown }[] = [];
  /** The last event of each source. */
  readonly #last = new Map<string, Known>();
  #arrivals = 0;
  /** The event that is being forced out. */
  #target: Known | undefined;

  constructor(options: EngineOptions) {
    this.#maxHeld = options.maxHeld ?? 10_000;
    this.#holdForMs = options.holdForMs ?? 5_000;
  }

  /** Whether the id is taken, and by the same thing. */
  compare(event: Arrival["event"]): "new" | "duplicate" | "conflict" {
    const first = this.hold.find(event.id) ?? this.retention.find(event.id);
    if (!first) return "new";
    if (this.retention.remembered.includes(first)) return "duplicate";
    const { given } = first;
    const bothGave = (key: "time" | "source"): boolean =>
      given[key] !== undefined && event[key] !== undefined;
    const equal =
      given.name === event.name &&
      same(given.data, event.data) &&
      same(cited(given).toSorted(), cited(event).toSorted()) &&
      (!bothGave("time") || given.time === event.time) &&
      (!bothGave("source") || given.source === event.source);
    return equal ? "duplicate" : "conflict";
  }

  /** Links a new event and puts it with the held ones, where it may wait for nothing. */
  receive(arrival: Arrival): Known {
    const node = this.#toKnown(arrival);
    // In this order: what is effect and cause in one does not come too late for itself.
    this.#answer(node);
    this.#link(node);
    const previous = this.#last.get(arrival.source);
    if (previous && this.sources.isOrdered(arrival.source)) node.causes.add(previous.event.id);
    this.#last.set(arrival.source, node);
    this.retention.settle();
    this.sources.deliver(arrival.source, node.event.time, arrival.at);
    for (const id of node.causes) this.retention.cite(id);
    (node.event as { causes: readonly string[] }).causes = [...node.causes];
    this.hold.add(node);
    return node;
  }

  /** What a source gives again it has delivered all the same: its time is that of the event. */
  receiveAgain({ event, source, at }: Arrival): void {
    const known = [...this.hold.held, ...this.retention.retained].find((each) => each.event.id === event.id);
    this.sources.deliver(source, known?.event.time ?? event.time ?? -Infinity, at);
  }

  #toKnown(arrival: Arrival): Known {
    const { event, source, sourceName, at } = arrival;
    return {
      event: {
        id: event.id,
        name: event.name,
        source: event.source ?? sourceName ?? source,
        time: event.time ?? at,
        data: event.data,
        causes: [],
      },
      given: { ...event, causes: cited(event) },
      arrival: this.#arrivals++,
      at,
      causes: new Set(cited(event)),
      wanted: [],
      unlinked: false,
      late: false,
      index: -1,
      admittedAt: NaN,
      missing: [],
      direct: new Set(),
      past: new Set(),
      unknownPast: false,
    };
  }

  /** Finds the causes that link rules name, or notes what to wait for. */
  #link(node: Known): void {
    for (const rule of this.links) {
      if (!this.#taker.takes(rule.effect, node)) continue;
      const key = keyOf(rule.effectKey, node);
      if (key === undefined) continue;
      const { retained, remembered } = this.retention;
      const found = [...retained, ...remembered, ...this.hold.held].filter((other) =>
        this.#answers(rule, key, other),
      );
      for (const cause of found) node.causes.add(cause.event.id);
      if (found.length > 0) continue;
      if (rule.wait) node.wanted.push({ rule, key });
      else this.#goOnWithout(node, rule, key);
    }
  }

  #goOnWithout(node: Known, rule: LinkRule, key: unknown): void {
    node.unlinked = true;
    if (this.#unanswered.some((other) => other.rule === rule && sameKey(other.key, key))) return;
    this.#unanswered.push({ rule, key });
    // As many of each rule as ids are remembered.
    const ofRule = this.#unanswered.filter((other) => other.rule === rule);
    if (ofRule.length > this.retention.remember)
      this.#unanswered.splice(this.#unanswered.indexOf(ofRule[0]!), 1);
  }

  #answers(rule: LinkRule, key: unknown, cause: Known): boolean {
    return this.#taker.takes(rule.cause, cause) && sameKey(keyOf(rule.causeKey, cause), key);
  }

  /** Gives held events the cause they look for, if `node` is it. */
  #answer(node: Known): void {
    node.late = this.#unanswered.some(({ rule, key }) => this.#answers(rule, key, node));
    for (const waiting of this.hold.held) {
      const open = waiting.wanted.filter(({ rule, key }) => !this.#answers(rule, key, node));
      if (open.length === waiting.wanted.length) continue;
      waiting.wanted = open;
      waiting.causes.add(node.event.id);
      (waiting.event as { causes: readonly string[] }).causes = [...waiting.causes];
    }
  }

  /** What is admitted or rejected next; nothing when all that is left may wait. */
  next(now: number): Forced | undefined {
    const free = this.hold.firstFree();
    if (free) return { admit: free };
    if (this.#target && !this.hold.held.includes(this.#target)) this.#target = undefined;
    this.#target ??= this.#overdue(now);
    if (!this.#target) return undefined;
    const forced = this.hold.force(this.#target);
    if ("reject" in forced)
      for (const node of forced.reject) {
        this.hold.remove(node);
        // The chain of an ordered source begins anew after what never was.
        for (const [source, last] of this.#last) if (last === node) this.#last.delete(source);
      }
    return forced;
  }

  #overdue(now: number): Known | undefined {
    const oldest = [...this.hold.held].toSorted(byArrival)[0];
    if (!oldest) return undefined;
    const isPast =
      this.hold.held.length > this.#maxHeld || this.sources.allEnded || now - oldest.at >= this.#holdForMs;
    return isPast ? oldest : undefined;
  }

  /** Takes an event out of hold and says which of its causes are not known. */
  resolve(node: Known): string[] {
    for (const { rule, key } of node.wanted) this.#goOnWithout(node, rule, key);
    const missing = this.hold.unresolved(node);
    this.hold.remove(node);
    return missing;
  }

  /** Whether a held event cites it, or an ordered source that runs sent it last. */
  #isInUse(node: Known): boolean {
    if (this.hold.held.some((held) => held.causes.has(node.event.id))) return true;
    return [...this.#last].some(([source, last]) => last === node && this.sources.isOrdered(source));
  }
}

function sameKey(a: unknown, b: unknown): boolean {
  return a === b || same(a, b);
}

/** `undefined` and `null` are no key, nor is what a failing function finds. */
function keyOf(key: (event: Known["event"]) => unknown, node: Known): unknown {
  try {
    return key(node.event) ?? undefined;
  } catch {
    return undefined;
  }
}
