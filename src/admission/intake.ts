import type { Diagnostics } from "../engine/diagnostics.ts";
import type { Arrival } from "../engine/input.ts";
import type { CausalEvent } from "../event.ts";
import type { Entry } from "../ledger/entry.ts";
import { gaveSource, gaveTime, type Given, givenCauses, givenOf } from "../ledger/given.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { HELD, UNKNOWN } from "../ledger/stage.ts";
import type { Dispatch } from "../match/dispatch.ts";
import { Flaw, readInput, type Said } from "../read-input.ts";
import { sameContent } from "../same-content.ts";
import { show } from "../show.ts";
import type { SourceProgress } from "../source/source-progress.ts";
import type { Watermark } from "../source/watermark.ts";
import { dataOf } from "../unparsed.ts";
import type { Window } from "../window/window.ts";
import { firstOf } from "../wording.ts";
import { byArrival, forceOut } from "./force-out.ts";
import { Holding, holdOf, isHeld } from "./hold.ts";
import { showKey } from "../link-key.ts";
import type { LinkPlace, LinkReader } from "./link-reader.ts";
import type { LinkRule } from "./link-rule.ts";
import { Links } from "./links.ts";

const NONE_KNOWN: readonly string[] = Object.freeze([]);
/** Ids that a message tells; the diagnostic has all of them. */
const MOST_TOLD = 10;

/** What an intake needs to know of the rest. */
export interface IntakeOptions {
  readonly maxHeld: number;
  readonly holdForMs: number;
  readonly validate: ((name: string, data: unknown) => Flaw | undefined) | undefined;
  readonly freeze: boolean;
  readonly ledger: Ledger;
  readonly window: Window;
  readonly watermark: Watermark;
  readonly diagnostics: Diagnostics;
  /** Knows which names are names of events. */
  readonly dispatch: Dispatch<LinkReader, any, any>;
  /** Told of an event that must wait, and again when its causes change. */
  readonly held: (entry: Entry) => void;
  /** Told of an event that leaves hold, admitted or rejected. */
  readonly left: (entry: Entry) => void;
}

/**
 * From what arrives to what is admitted: validate, recognise, link, hold. Hands out the rows of
 * events in an order in which every cause that ever comes goes before its effects.
 */
export class Intake {
  readonly holding: Holding;
  readonly links: Links;
  /** How many inputs have arrived, whatever became of them. */
  arrivals = 0;
  duplicates = 0;
  rejected = 0;
  missingCauses = 0;
  lateCauses = 0;
  readonly #options: IntakeOptions;
  readonly #ledger: Ledger;
  readonly #dispatch: Dispatch<LinkReader, any, any>;
  readonly #watermark: Watermark;
  /** Ids that effects were admitted without. */
  readonly #missed = new Set<string>();
  #forcing: Generator<readonly Entry[]> | undefined;

  readonly #nameOf = (name: string): string | undefined => this.#dispatch.planFor(name)?.name;

  constructor(options: IntakeOptions) {
    this.#options = options;
    const { diagnostics, window, ledger, dispatch, watermark } = options;
    this.#ledger = ledger;
    this.#dispatch = dispatch;
    this.#watermark = watermark;
    this.holding = new Holding(ledger);
    this.links = new Links(dispatch, diagnostics.predicateFailed, diagnostics.tell, () => window.remember);
  }

  /** Whether the id is that of an event in memory, admitted or held. */
  knows(id: string | undefined): boolean {
    return id !== undefined && this.#ledger.find(id) !== 0;
  }

  isAdmitted(id: string): boolean {
    const { stages } = this.#ledger;
    const row = this.#ledger.find(id);
    return row !== 0 && stages[row] !== HELD;
  }

  /** Reads an input, or says what keeps it from being an event, its data included. */
  read(input: unknown): Said | Flaw {
    const said = readInput(input, this.#nameOf);
    return said instanceof Flaw ? said : (this.#options.validate?.(said.name, said.data) ?? said);
  }

  /**
   * Takes in one arrival; returns its row if it can be admitted at once, else 0. Cost O(causes +
   * link rules on its name).
   */
  accept(arrival: Arrival): number {
    this.arrivals++;
    const said = this.read(arrival.event);
    if (said instanceof Flaw) return this.#reject(arrival, said);
    const { id } = said;
    // Whoever gave it an id, or found one, has read another than this.
    if (id === undefined)
      return this.#reject(arrival, new Flaw("id", "it was there when it was read before, but is no more"));
    const hash = this.#ledger.hashOf(id);
    const known = this.#ledger.find(id, hash);
    if (known !== 0) return this.#again(known, arrival, said);

    const given = givenOf(said.causes.length, said.time !== undefined, said.source !== undefined);
    const event = completed(said, arrival);
    if (this.#options.freeze) Object.freeze(event);
    const row = this.#ledger.add(event, hash);
    this.#ledger.givens[row] = given;
    const origin = this.#watermark.source(arrival.source);
    const isLinked = this.#dispatch.planFor(event.name)!.links.length > 0;
    const isPlain = event.causes.length === 0 && !isLinked && origin?.ordered !== true;
    const waits = isPlain ? false : this.#tie(this.#ledger.entryAt(row), origin, arrival.at);
    this.#watermark.delivered(origin, event.time, arrival);
    return waits ? 0 : row;
  }

  /** Whether an event can be admitted without anything new arriving. */
  pending(now: number, ended: boolean): boolean {
    return this.holding.hasFree || this.#forcing !== undefined || this.#mustForce(now, ended);
  }

  /** The row of the next event to admit, freed or forced out of hold; 0 if there is none. */
  next(now: number, ended: boolean): number {
    for (;;) {
      const free = this.holding.takeFree();
      if (free !== undefined) {
        // It may have been rejected with its cycle, or forced out, since it was freed.
        if (!isHeld(free)) continue;
        this.#leave(free);
        return free.row;
      }
      if (this.#forcing === undefined) {
        if (!this.#mustForce(now, ended)) return 0;
        this.#forcing = forceOut(this.holding.oldest!, (entry) => this.#heldCausesOf(entry));
      }
      const { value: component } = this.#forcing.next();
      if (component === undefined) this.#forcing = undefined;
      else if (component.length > 1) this.#rejectCycle(component);
      else if (component.length === 1) return this.#forced(component[0]);
    }
  }

  /** When the oldest held event will have been held for too long; `Infinity` for never. */
  nextForced(): number {
    const { oldest } = this.holding;
    return oldest === undefined ? Number.POSITIVE_INFINITY : holdOf(oldest).at + this.#options.holdForMs;
  }

  /** Call when an event is admitted: whatever waits for it is freed. */
  admitted(row: number, event: CausalEvent<any>): void {
    const { id } = event;
    if (this.#ledger.entries[row]?.rare?.isLate || (this.#missed.size > 0 && this.#missed.delete(id)))
      this.lateCauses++;
    const waiting = this.holding.admitted(id);
    if (waiting === undefined) return;
    const entry = this.#ledger.entryAt(row);
    for (const effect of waiting) {
      entry.keeps++;
      holdOf(effect).kept.push(entry);
    }
  }

  /** Ends a link rule: what waited for one of its causes does so no more. */
  dispose(rule: LinkRule): void {
    for (const { effect, place } of this.links.remove(rule)) {
      const hold = holdOf(effect);
      hold.keys = hold.keys!.filter((other) => other !== place);
      this.holding.gave(effect);
    }
  }

  #mustForce(now: number, ended: boolean): boolean {
    const { size } = this.holding;
    if (size === 0) return false;
    return ended || size > this.#options.maxHeld || this.nextForced() <= now;
  }

  #again(known: number, arrival: Arrival, said: Said): 0 {
    const event = this.#ledger.events[known];
    if (event === undefined || isSame(event, this.#ledger.givens[known]!, said)) {
      this.duplicates++;
      // A source that gives what another gave before it has come as far in time.
      const time = event?.time ?? said.time ?? Number.NEGATIVE_INFINITY;
      this.#watermark.delivered(this.#watermark.source(arrival.source), time, arrival);
      return 0;
    }
    this.rejected++;
    const { id } = event;
    this.#options.diagnostics.tell({
      kind: "conflict",
      message: `source "${arrival.source}": event ${show(id)} came again with other content; the first one stays. Give every event an id of its own`,
      source: arrival.source,
      events: [id],
    });
    return 0;
  }

  #reject(arrival: Arrival, { field, problem }: Flaw): 0 {
    this.rejected++;
    this.#options.diagnostics.tell({
      kind: "rejected",
      message: `source "${arrival.source}": not an event, ${field}: ${problem}`,
      source: arrival.source,
    });
    return 0;
  }

  /** Ties an event that has just arrived to what caused it; says whether it must wait for some of that. */
  #tie(entry: Entry, origin: SourceProgress | undefined, at: number): boolean {
    const linked = this.links.arrived(entry, entry.event!, this.#linkResolved);
    // One that was rejected with a cycle has no row any more: the chain begins anew.
    const before = origin?.ordered && origin.last?.row !== 0 ? origin.last : undefined;
    if (linked.causes.length > 0 || before !== undefined)
      this.#link(entry, before === undefined ? linked.causes : [...linked.causes, before.id]);
    if (linked.incomplete) {
      entry.unknownPast = true;
      entry.more.missing = NONE_KNOWN;
    }
    if (origin?.ordered) {
      if (before !== undefined) this.#options.window.letGo(before);
      origin.last = entry;
      entry.keeps++;
    }
    return this.#waits(entry, linked.waits, at);
  }

  /** Gives an event causes that it did not name itself. */
  #link(entry: Entry, ids: readonly string[]): void {
    const event = withCauses(entry.event!, ids);
    entry.event = event;
    this.#ledger.events[entry.row] = event;
  }

  /** Finds its causes; puts it in hold if any of them is not admitted yet. */
  #waits(entry: Entry, keys: readonly LinkPlace[], at: number): boolean {
    const { causes } = entry.event!;
    if (causes.length === 0 && keys.length === 0) return false;
    const known = this.#admittedOf(causes);
    if (known.length === causes.length && keys.length === 0) {
      entry.causes = known;
      return false;
    }
    const hold = this.holding.hold(entry, at);
    hold.kept = known;
    for (const cause of known) {
      // What a held event cites is not forgotten.
      cause.keeps++;
      this.#options.window.used(cause);
    }
    for (const id of causes) if (!this.isAdmitted(id)) this.holding.awaitId(entry, id);
    for (const place of keys) {
      hold.waits++;
      (hold.keys ??= []).push(place);
      this.links.awaitKey(entry, place);
    }
    this.#options.held(entry);
    return true;
  }

  /** Those of some ids that are admitted, in the order given. */
  #admittedOf(ids: readonly string[]): Entry[] {
    // Each entry keeps its list: `map` gives an array of exact size, where `push` and `filter` over-allocate.
    const entries = ids.map(this.#admittedAs);
    return entries.includes(undefined)
      ? entries.filter((entry) => entry !== undefined)
      : (entries as Entry[]);
  }

  readonly #admittedAs = (id: string): Entry | undefined => {
    const row = this.#ledger.find(id);
    return row === 0 || this.#ledger.stages[row] === HELD ? undefined : this.#ledger.entryAt(row);
  };

  #heldCausesOf(entry: Entry): Entry[] {
    const ledger = this.#ledger;
    const rows = entry.event!.causes.map((id) => ledger.find(id));
    return rows.filter((row) => ledger.stages[row] === HELD).map((row) => ledger.entryAt(row));
  }

  /** A cause has come that a held event was waiting for by its key. */
  readonly #linkResolved = (effect: Entry, cause: Entry, place: LinkPlace): void => {
    const hold = holdOf(effect);
    hold.keys = hold.keys!.filter((other) => other.reader !== place.reader || other.key !== place.key);
    if (!effect.event!.causes.includes(cause.id)) {
      this.#link(effect, [cause.id]);
      this.holding.awaitId(effect, cause.id);
      // A predicate may read the causes.
      hold.roles = undefined;
      this.#options.held(effect);
    }
    this.holding.gave(effect);
  };

  #forced(entry: Entry): number {
    const missing = entry.event!.causes.filter((id) => !this.isAdmitted(id));
    for (const id of missing) this.#miss(id);
    const keys = holdOf(entry).keys ?? [];
    for (const place of keys) {
      this.links.giveUp(entry, place);
      this.links.missed(place);
    }
    entry.unknownPast = true;
    entry.more.missing = Object.freeze(missing);
    this.#leave(entry);
    const waitedFor = [
      ...missing.map(show),
      ...keys.map(({ reader, key }) => `${showKey(key)} of "${reader.name}"`),
    ];
    this.#options.diagnostics.tell({
      kind: "missingCauses",
      message: `${entry.event!.name} ${show(entry.id)} was admitted without ${firstOf(waitedFor, MOST_TOLD)}: what it waited for did not come in time`,
      events: [entry.id, ...missing],
    });
    return entry.row;
  }

  #miss(id: string): void {
    this.#missed.add(id);
    if (this.#missed.size > this.#options.window.remember)
      this.#missed.delete(this.#missed.values().next().value!);
  }

  #rejectCycle(members: readonly Entry[]): void {
    const ids = members.toSorted(byArrival).map(({ id }) => id);
    for (const entry of members) {
      this.rejected++;
      for (const place of holdOf(entry).keys ?? []) this.links.giveUp(entry, place);
      this.#leave(entry);
      this.links.forget(entry);
      this.#ledger.remove(entry.row);
    }
    this.#options.diagnostics.tell({
      kind: "cycle",
      message: `events ${firstOf(ids.map(show), MOST_TOLD)} cite each other in a cycle, so none of them can come after its causes; all were rejected`,
      events: ids,
    });
  }

  /** Takes an event out of hold, with the causes it has by now. */
  #leave(entry: Entry): void {
    this.holding.release(entry);
    this.#ledger.stages[entry.row] = UNKNOWN;
    entry.causes = this.#admittedOf(entry.event!.causes);
    for (const cause of holdOf(entry).kept) this.#options.window.letGo(cause);
    this.#options.left(entry);
  }
}

/** Makes what was said the event, the same object: one less for each event. */
export function completed(said: Said, arrival: Arrival): CausalEvent<any> {
  said.source ??= arrival.sourceName ?? arrival.source;
  said.time ??= arrival.at;
  return said as CausalEvent<any>;
}

/** The event with causes that it did not name itself. */
export function withCauses(event: CausalEvent<any>, ids: readonly string[]): CausalEvent<any> {
  return Object.freeze({ ...event, causes: Object.freeze([...new Set([...event.causes, ...ids])]) });
}

function isSame(event: CausalEvent, before: Given, said: Said): boolean {
  const givenBefore = event.causes.slice(0, givenCauses(before));
  return (
    event.name === said.name &&
    (said.time === undefined || !gaveTime(before) || said.time === event.time) &&
    (said.source === undefined || !gaveSource(before) || said.source === event.source) &&
    sameIds(said.causes, givenBefore) &&
    sameContent(dataOf(event.data), dataOf(said.data))
  );
}

/** Whether two lists without duplicates hold the same ids. Cost O(ids). */
function sameIds(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(b);
  return a.length === b.length && a.every((id) => known.has(id));
}
