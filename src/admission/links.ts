import type { Diagnostic } from "../engine/diagnostic.ts";
import type { CausalEvent } from "../event.ts";
import type { Entry } from "../ledger/entry.ts";
import type { Dispatch } from "../match/dispatch.ts";
import { foreseenRoles, type Meeting, meetingOf, type PredicateFailed, rolesOf } from "../match/rule.ts";
import { messageOf } from "../message-of.ts";
import { show } from "../show.ts";
import { holdOf, isHeld } from "./hold.ts";
import { lookedUp, showKey } from "../link-key.ts";
import { CAUSE, EFFECT, type LinkPlace, LinkReader } from "./link-reader.ts";
import type { LinkKey, LinkRule } from "./link-rule.ts";

/** What the link rules say of an arriving event. */
export interface LinksFound {
  /** Ids to add to its causes. */
  readonly causes: readonly string[];
  /** Keys it must wait for. */
  readonly waits: readonly LinkPlace[];
  /** Whether a cause that is not waited for is missing. */
  readonly incomplete: boolean;
}

const NOTHING_FOUND: LinksFound = { causes: [], waits: [], incomplete: false };

/** Finds causes by declared keys. Cost O(link rules on the event's name + candidates). */
export class Links {
  readonly #dispatch: Dispatch<LinkReader, any, any>;
  readonly #predicateFailed: PredicateFailed;
  readonly #tell: (diagnostic: Diagnostic) => void;
  readonly #remember: () => number;

  constructor(
    dispatch: Dispatch<LinkReader, any, any>,
    predicateFailed: PredicateFailed,
    tell: (diagnostic: Diagnostic) => void,
    remember: () => number,
  ) {
    this.#dispatch = dispatch;
    this.#predicateFailed = predicateFailed;
    this.#tell = tell;
    this.#remember = remember;
  }

  add(rule: LinkRule): LinkReader {
    const reader = new LinkReader(rule);
    this.#dispatch.links.push(reader);
    this.#dispatch.changed();
    return reader;
  }

  /** Stops making links by the rule. Returns the effects that waited for one. */
  remove(rule: LinkRule): { effect: Entry; place: LinkPlace }[] {
    const reader = this.#dispatch.links.find((each) => each.rule === rule);
    if (reader === undefined) return [];
    this.#dispatch.remove(reader);
    for (const entries of reader.candidates.values()) for (const entry of entries) dropKeys(entry, reader);
    return [...reader.waiting.values()].flatMap((effects) =>
      [...effects].map((effect) => ({
        effect,
        place: holdOf(effect).keys!.find((place) => place.reader === reader)!,
      })),
    );
  }

  /** Enters an event into a rule that was declared after it arrived. */
  backfill(reader: LinkReader, entry: Entry): void {
    const meeting = entry.event && meetingOf(reader, entry.event.name);
    if (meeting === undefined) return;
    if ((rolesOf(meeting, entry.event!, this.#predicateFailed) & CAUSE) !== 0)
      this.#offer(reader, entry, entry.event!);
  }

  /** What the rules say of an event that has just arrived as `entry`. */
  arrived(
    entry: Entry,
    event: CausalEvent<any>,
    resolved: (effect: Entry, cause: Entry, place: LinkPlace) => void,
  ): LinksFound {
    let linked: { causes: string[]; waits: LinkPlace[]; incomplete: boolean } | undefined;
    let lateFor = false;
    for (const meeting of this.#meetingsOf(event.name)) {
      const { rule: reader } = meeting;
      const roles = rolesOf(meeting, event, this.#predicateFailed);
      let missed: LinkPlace | undefined;
      if ((roles & EFFECT) !== 0) {
        linked ??= { causes: [], waits: [], incomplete: false };
        missed = this.#seek(reader, event, linked);
      }
      if ((roles & CAUSE) !== 0) {
        const key = this.#offer(reader, entry, event);
        if (reader.missed.has(key)) {
          reader.met = true;
          lateFor = true;
        }
        const waiting = reader.waiting.get(key);
        reader.waiting.delete(key);
        for (const effect of waiting ?? []) {
          if (!isHeld(effect) || effect === entry) continue;
          reader.met = true;
          resolved(effect, entry, { reader, key });
        }
      }
      // Last: what is effect and cause in one does not come too late for itself.
      if (missed !== undefined) this.missed(missed);
    }
    if (lateFor) entry.more.isLate = true;
    return linked ?? NOTHING_FOUND;
  }

  /** Ids to add to the causes of an event that has not arrived, and whether one is missing. Changes nothing. */
  foresee(event: CausalEvent<any>): { causes: readonly string[]; incomplete: boolean } {
    const causes: string[] = [];
    let incomplete = false;
    for (const meeting of this.#meetingsOf(event.name)) {
      const { rule: reader } = meeting;
      if ((foreseenRoles(meeting, event, () => {}) & EFFECT) === 0) continue;
      const { key } = keyOf(reader.rule.effectKey, event);
      if (key === undefined) continue;
      const found = reader.candidates.get(key);
      if (found === undefined) incomplete = true;
      else for (const { id } of found) causes.push(id);
    }
    return { causes, incomplete };
  }

  /** Finds the causes of an effect, or what it waits for; returns where it goes on without one. */
  #seek(
    reader: LinkReader,
    event: CausalEvent<any>,
    linked: { causes: string[]; waits: LinkPlace[]; incomplete: boolean },
  ): LinkPlace | undefined {
    const key = this.#keyOf(reader, reader.rule.effectKey, event);
    if (key === undefined) return undefined;
    reader.firstEffectKey ??= key;
    const found = [...(reader.candidates.get(key) ?? [])];
    if (found.length > 1)
      this.#tell({
        kind: "ambiguousLink",
        message: `${reader.name}: ${found.length} events have the key ${showKey(key)} of ${event.name} ${show(event.id)}; all of them became its causes. Choose a key that one cause has, or name the cause on the event`,
        events: [event.id, ...found.map(({ id }) => id)],
        rule: reader.name,
      });
    for (const { id } of found) linked.causes.push(id);
    if (found.length > 0) {
      reader.met = true;
      return undefined;
    }
    if (!reader.rule.wait) {
      linked.incomplete = true;
      return { reader, key };
    }
    linked.waits.push({ reader, key });
    return undefined;
  }

  /** Makes the event findable as a cause; returns its key. */
  #offer(reader: LinkReader, entry: Entry, event: CausalEvent<any>): unknown {
    const key = this.#keyOf(reader, reader.rule.causeKey, event);
    if (key === undefined) return undefined;
    reader.firstCauseKey ??= key;
    add(reader.candidates, key, entry);
    (entry.more.linkKeys ??= []).push({ reader, key });
    return key;
  }

  /** Makes a held effect wait for a key. */
  awaitKey(entry: Entry, { reader, key }: LinkPlace): void {
    add(reader.waiting, key, entry);
  }

  /** Notes that an effect was admitted without the cause of this key. */
  missed({ reader, key }: LinkPlace): void {
    reader.missed.add(key);
    if (reader.missed.size > this.#remember()) reader.missed.delete(reader.missed.values().next().value);
  }

  /** Makes a held effect wait for a key no more. */
  giveUp(entry: Entry, { reader, key }: LinkPlace): void {
    remove(reader.waiting, key, entry);
  }

  /** Makes a forgotten or rejected event unfindable. */
  forget(entry: Entry): void {
    const keys = entry.rare?.linkKeys;
    if (keys === undefined) return;
    for (const { reader, key } of keys) remove(reader.candidates, key, entry);
    entry.rare!.linkKeys = undefined;
  }

  #meetingsOf(name: string): readonly Meeting<LinkReader>[] {
    return this.#dispatch.planFor(name)!.links;
  }

  #keyOf(reader: LinkReader, by: LinkKey, event: CausalEvent<any>): unknown {
    const { key, problem } = keyOf(by, event);
    if (problem !== undefined)
      this.#tell({
        kind: "linkKey",
        message: `${reader.name}: ${event.name} ${show(event.id)} has no key${problem}, so no link was made`,
        events: [event.id],
        rule: reader.name,
      });
    return key;
  }
}

function keyOf(by: LinkKey, event: CausalEvent<any>): { key?: unknown; problem?: string } {
  try {
    const key = by(event);
    return key === undefined || key === null ? { problem: "" } : { key: lookedUp(key) };
  } catch (error) {
    return { problem: `: ${messageOf(error)}` };
  }
}

function dropKeys({ more }: Entry, reader: LinkReader): void {
  const left = more.linkKeys?.filter((place) => place.reader !== reader);
  more.linkKeys = left?.length === 0 ? undefined : left;
}

function add(index: Map<unknown, Set<Entry>>, key: unknown, entry: Entry): void {
  const found = index.get(key);
  if (found === undefined) index.set(key, new Set([entry]));
  else found.add(entry);
}

function remove(index: Map<unknown, Set<Entry>>, key: unknown, entry: Entry): void {
  const found = index.get(key);
  if (found?.delete(entry) && found.size === 0) index.delete(key);
}
