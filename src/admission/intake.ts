import type { Diagnostics } from "../engine/diagnostics.ts";
import type { Arrival } from "../engine/input.ts";
import { Entry, gaveSource, gaveTime, givenCauses, givenOf } from "../entry.ts";
import {
  type CausalEvent,
  type EventInput,
  type Flaw,
  flawOf,
  flawOfHead,
  readCauses,
  show,
} from "../event.ts";
import { closed, type History } from "../history/history.ts";
import { sameContent } from "../same-content.ts";
import type { Progress } from "../source/progress.ts";
import type { Window } from "../window/window.ts";
import { forceOut } from "./force-out.ts";
import { Holding, holdOf } from "./hold.ts";
import { IdTable } from "./id-table.ts";
import type { LinkRule } from "./link-rule.ts";
import { type LinkPlace, Links } from "./links.ts";

/** What an intake needs to know of the rest. */
export interface IntakeOptions {
  readonly maxHeld: number;
  readonly holdForMs: number;
  readonly validate: ((name: string, data: unknown) => Flaw | undefined) | undefined;
  readonly window: Window;
  readonly progress: Progress;
  readonly diagnostics: Diagnostics;
  /** Whether events are called so; remembers the answer. */
  readonly isName: (name: string) => boolean;
  /** Told of a valid new event, before it is held or admitted. */
  readonly delivered: (arrival: Arrival, event: CausalEvent<any>) => void;
  /** Told of an event that must wait, and again when its causes change. */
  readonly held: (entry: Entry) => void;
  /** Told of an event that leaves hold, admitted or rejected. */
  readonly left: (entry: Entry) => void;
}

/**
 * From what arrives to what is admitted: validate, recognise, link, hold. Hands out events in an
 * order in which every cause that ever comes goes before its effects.
 */
export class Intake {
  readonly known: IdTable<Entry> = new IdTable(Entry.remembered(""));
  readonly holding: Holding = new Holding();
  readonly links: Links;
  read = 0;
  duplicates = 0;
  rejected = 0;
  missingCauses = 0;
  lateCauses = 0;
  readonly #options: IntakeOptions;
  /** Ids that effects were admitted without. */
  readonly #missed = new Set<string>();
  /** What is to be noted of ids that were bare before some point. */
  #notes: { readonly before: number; readonly note: (history: History) => History }[] = [];
  #forcing: Generator<readonly Entry[]> | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
    const { diagnostics, window } = options;
    this.links = new Links(diagnostics.predicateFailed, diagnostics.tell, () => window.remember);
  }

  /** Whether the id is that of an event in memory, admitted or held. */
  knows(id: string | undefined): boolean {
    return id !== undefined && this.known.get(id) !== undefined;
  }

  isAdmitted(id: string): boolean {
    const entry = this.known.get(id);
    return entry !== undefined && entry.stage !== "held";
  }

  /** What keeps the input from being an event, its data included. */
  flawIn(input: EventInput): Flaw | undefined {
    return flawOf(input) ?? this.#options.validate?.(input.name, input.data);
  }

  /** Takes in one arrival; returns it if it can be admitted at once. Cost O(causes + link rules on its name). */
  accept(arrival: Arrival): Entry | undefined {
    this.read++;
    const input: EventInput & { id: string } = arrival.event;
    const { validate, isName, progress } = this.#options;
    const flaw = flawOfHead(input, isName(input?.name));
    if (flaw !== undefined) return this.#reject(arrival, flaw);
    const { id, name, time, source, data } = input;
    const given = readCauses(input.causes, id);
    if ("field" in given) return this.#reject(arrival, given);
    const badData = validate?.(name, data);
    if (badData !== undefined) return this.#reject(arrival, badData);

    const known = this.known.get(id);
    if (known !== undefined) return this.#again(known, arrival, given);

    const origin = progress.get(arrival.source);
    let event: CausalEvent<any> = Object.freeze({
      id,
      name,
      source: source ?? arrival.sourceName ?? arrival.source,
      time: time ?? arrival.at,
      data,
      causes: given,
    });
    const entry = new Entry(
      id,
      event,
      arrival.at,
      givenOf(given.length, time !== undefined, source !== undefined),
    );
    const linked = this.links.arrived(entry, event, this.#linkResolved);
    const before = origin?.ordered ? origin.last : undefined;
    if (linked.causes.length > 0 || before !== undefined) {
      const all = new Set([...given, ...linked.causes]);
      if (before !== undefined) all.add(before.id);
      event = Object.freeze({ ...event, causes: Object.freeze([...all]) });
      entry.event = event;
    }
    entry.unknownPast = linked.incomplete;
    if (origin?.ordered) {
      if (before !== undefined) this.#options.window.letGo(before);
      origin.last = entry;
      entry.keeps++;
    }
    this.known.add(entry);
    this.#options.delivered(arrival, event);
    return this.#waits(entry, linked.waits) ? undefined : entry;
  }

  /** Whether an event can be admitted without anything new arriving. */
  pending(now: number, ended: boolean): boolean {
    return this.holding.hasFree || this.#forcing !== undefined || this.#mustForce(now, ended);
  }

  /** The next event to admit: freed, or forced out of hold. */
  next(now: number, ended: boolean): Entry | undefined {
    for (;;) {
      const free = this.holding.takeFree();
      if (free !== undefined) {
        // It may have been rejected with its cycle, or forced out, since it was freed.
        if (free.stage !== "held") continue;
        this.#leave(free);
        return free;
      }
      if (this.#forcing === undefined) {
        if (!this.#mustForce(now, ended)) return undefined;
        this.#forcing = forceOut(this.holding.held.oldest!, (id) => this.known.get(id));
      }
      const { value: component } = this.#forcing.next();
      if (component === undefined) this.#forcing = undefined;
      else if (component.length > 1) this.#rejectCycle(component);
      else if (component.length === 1) return this.#forced(component[0]);
    }
  }

  /** When the oldest held event will have been held for too long; `Infinity` for never. */
  nextForced(): number {
    const { oldest } = this.holding.held;
    return oldest === undefined ? Number.POSITIVE_INFINITY : oldest.at + this.#options.holdForMs;
  }

  /** Call when an event is admitted: whatever waits for it is freed. */
  admitted(entry: Entry): void {
    if (entry.rare?.isLate || (this.#missed.size > 0 && this.#missed.delete(entry.id))) this.lateCauses++;
    for (const waiting of this.holding.admitted(entry.id)) {
      entry.keeps++;
      holdOf(waiting).kept.push(entry);
    }
  }

  get bareCount(): number {
    return this.known.bareCount;
  }

  /** Keeps of an evicted event its id alone. */
  strip(entry: Entry): void {
    this.known.strip(entry, entry.lastUse);
  }

  get oldestBareUse(): number {
    return this.known.oldestBareUse;
  }

  dropBare(): void {
    this.known.dropBare();
    if (this.#notes.length > 0)
      this.#notes = this.#notes.filter(({ before }) => before > this.known.firstBare);
  }

  /** Notes something of all that is a bare id now: they have it in their histories once they are cited. */
  noteBare(note: (history: History) => History): void {
    if (this.known.bareCount > 0) this.#notes.push({ before: this.known.nextBare, note });
  }

  /** Makes an entry for a bare id, since it is cited. */
  #dress(id: string): Entry {
    const entry = Entry.remembered(id);
    const position = this.known.dress(entry);
    for (const { before, note } of this.#notes)
      if (position < before) entry.history = closed(note(entry.history));
    this.#options.window.remembers(entry);
    return entry;
  }

  /** Call when an id is forgotten. */
  forget(entry: Entry): void {
    this.known.remove(entry);
    this.links.forget(entry);
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
    const { held } = this.holding;
    if (held.size === 0) return false;
    return ended || held.size > this.#options.maxHeld || this.nextForced() <= now;
  }

  #again(known: Entry, arrival: Arrival, given: readonly string[]): undefined {
    if (known.event === undefined || isSame(known, arrival.event, given)) {
      this.duplicates++;
      return;
    }
    this.rejected++;
    const { id } = arrival.event;
    this.#options.diagnostics.tell({
      kind: "conflict",
      message: `source "${arrival.source}": event ${show(id)} came again with other content; the first one stays. Give every event an id of its own`,
      source: arrival.source,
      events: [id],
    });
  }

  #reject(arrival: Arrival, { field, problem }: Flaw): undefined {
    this.rejected++;
    this.#options.diagnostics.tell({
      kind: "rejected",
      message: `source "${arrival.source}": not an event, ${field}: ${problem}`,
      source: arrival.source,
    });
  }

  /** Ties an event to its causes; puts it in hold if any of them is not admitted yet. */
  #waits(entry: Entry, keys: readonly LinkPlace[]): boolean {
    const { causes } = entry.event!;
    if (causes.length === 0 && keys.length === 0) return false;
    const known = this.#admittedOf(entry);
    if (known.length === causes.length && keys.length === 0) {
      entry.causes = known;
      return false;
    }
    const hold = this.holding.hold(entry);
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

  /** Those of its causes that are admitted, in the order it cites them. */
  #admittedOf(entry: Entry): Entry[] {
    const admitted: Entry[] = [];
    for (const id of entry.event!.causes) {
      const cause = this.known.get(id);
      if (cause === this.known.bare) admitted.push(this.#dress(id));
      else if (cause !== undefined && cause.stage !== "held") admitted.push(cause);
    }
    return admitted;
  }

  /** A cause has come that a held event was waiting for by its key. */
  readonly #linkResolved = (effect: Entry, cause: Entry, place: LinkPlace): void => {
    const hold = holdOf(effect);
    hold.keys = hold.keys!.filter((other) => other.reader !== place.reader || other.key !== place.key);
    const event = effect.event!;
    if (!event.causes.includes(cause.id)) {
      effect.event = Object.freeze({ ...event, causes: Object.freeze([...event.causes, cause.id]) });
      this.holding.awaitId(effect, cause.id);
      // A predicate may read the causes.
      hold.roles = undefined;
      this.#options.held(effect);
    }
    this.holding.gave(effect);
  };

  #forced(entry: Entry): Entry {
    const missing = entry.event!.causes.filter((id) => {
      const cause = this.known.get(id);
      return cause === undefined || cause.stage === "held";
    });
    for (const id of missing) this.#miss(id);
    const keys = holdOf(entry).keys ?? [];
    for (const place of keys) {
      this.links.giveUp(entry, place);
      this.links.missed(place);
    }
    entry.unknownPast = true;
    this.#leave(entry);
    const waitedFor = [
      ...missing.map(show),
      ...keys.map(({ reader, key }) => `${show(key)} of "${reader.name}"`),
    ];
    this.#options.diagnostics.tell({
      kind: "missingCauses",
      message: `${entry.event!.name} ${show(entry.id)} was admitted without ${waitedFor.join(", ")}: what it waited for did not come in time`,
      events: [entry.id, ...missing],
    });
    return entry;
  }

  #miss(id: string): void {
    this.#missed.add(id);
    if (this.#missed.size > this.#options.window.remember)
      this.#missed.delete(this.#missed.values().next().value!);
  }

  #rejectCycle(members: readonly Entry[]): void {
    const ids = members.toSorted((a, b) => holdOf(a).arrival - holdOf(b).arrival).map(({ id }) => id);
    for (const entry of members) {
      this.rejected++;
      for (const place of holdOf(entry).keys ?? []) this.links.giveUp(entry, place);
      this.#leave(entry);
      entry.stage = "rejected";
      this.known.remove(entry);
      this.links.forget(entry);
    }
    this.#options.diagnostics.tell({
      kind: "cycle",
      message: `events ${ids.map(show).join(", ")} cite each other in a cycle, so none of them can come after its causes; all were rejected`,
      events: ids,
    });
  }

  #leave(entry: Entry): void {
    this.holding.release(entry);
    entry.causes = this.#admittedOf(entry);
    for (const cause of holdOf(entry).kept) this.#options.window.letGo(cause);
    this.#options.left(entry);
  }
}

function isSame(known: Entry, input: EventInput, given: readonly string[]): boolean {
  const event = known.event!;
  const givenBefore = event.causes.slice(0, givenCauses(known.given));
  return (
    event.name === input.name &&
    (input.time === undefined || !gaveTime(known.given) || input.time === event.time) &&
    (input.source === undefined || !gaveSource(known.given) || input.source === event.source) &&
    given.length === givenBefore.length &&
    given.every((id) => givenBefore.includes(id)) &&
    sameContent(event.data, input.data)
  );
}
