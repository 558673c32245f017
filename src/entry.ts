import type { Hold } from "./admission/hold.ts";
import type { LinkPlace } from "./admission/links.ts";
import type { CausalEvent, EventRef } from "./event.ts";
import type { History } from "./history/history.ts";
import type { Mark } from "./history/roster.ts";
import type { PinHolder, PinMark } from "./window/pins.ts";

/** Where an event id is on its way through the engine. */
export type Stage = "held" | "retained" | "remembered" | "forgotten" | "rejected";

/**
 * What the engine knows of one event id, from its arrival until the id is forgotten. There is one
 * for each event in memory, so it is kept small: what few events need stands in `Rare`.
 */
export class Entry {
  readonly id: string;
  /** Where the table of ids has it. */
  hash = 0;
  stage: Stage = "held";
  /** The event; `undefined` once it is evicted. */
  event: CausalEvent<any> | undefined;
  /** When it was emitted or handed over, on the clock of the processor. */
  readonly at: number;
  /** What the producer gave of it. */
  readonly given: Given;
  /** Position in admission order, from 1. */
  seq = 0;
  /** Direct causes that were known at its admission; dropped at its eviction. */
  causes: readonly Entry[] = NONE;
  /** Direct effects, in admission order, evicted ones now and then among them. */
  effects: Entry[] | undefined = undefined;
  /** The past of its effects: its own, and what rules noted of itself. Dropped when forgotten. */
  history: History = undefined;
  /** Least number of steps from an event without known causes. */
  level = 0;
  /** Whether it or an event before it has causes that never came. */
  unknownPast = false;
  /** Whether a rule may name this event after its eviction. */
  named = false;
  /** What stands for the event in proofs once it is evicted, if it is named. */
  stub: EventRef | undefined = undefined;
  /** How many pending obligations keep it from eviction. */
  pins = 0;
  /** When its id was last used, while it is remembered. */
  lastUse = 0;
  /** How many held events or ordered sources keep its id from being forgotten. */
  keeps = 0;
  /** Neighbours in the list it is in: held by arrival, retained by admission, remembered by last use. */
  older: Entry | undefined = undefined;
  newer: Entry | undefined = undefined;
  rare: Rare | undefined = undefined;

  constructor(id: string, event: CausalEvent<any> | undefined, at: number, given: Given) {
    this.id = id;
    this.event = event;
    this.at = at;
    this.given = given;
  }

  /** What stands for the bare id of an evicted event, once it is cited. */
  static remembered(id: string): Entry {
    const entry = new Entry(id, undefined, 0, 0);
    entry.stage = "remembered";
    entry.effects = GONE;
    return entry;
  }

  /** Whether nothing refers to it, and nothing is to be known of it but its id. */
  get isBare(): boolean {
    return (
      this.history === undefined &&
      this.effects === undefined &&
      this.rare === undefined &&
      this.keeps === 0 &&
      !this.named &&
      !this.unknownPast
    );
  }

  /** Event time; only while the event is held or retained. */
  get time(): number {
    return this.event!.time;
  }

  /** The event as a proof names it. */
  get ref(): EventRef {
    return (this.event ?? this.stub) as EventRef;
  }

  /** What few events need, made when one does. */
  get more(): Rare {
    return (this.rare ??= new Rare());
  }
}

class Rare {
  /** Set while it waits for causes, and until it is admitted. */
  hold: Hold | undefined = undefined;
  /** Where link rules find it. */
  linkKeys: LinkPlace[] | undefined = undefined;
  /** Whether an effect was admitted without it. */
  isLate = false;
  /** The last of the obligations that pin or pinned it, while any does; each knows the one before. */
  holder: PinHolder | undefined = undefined;
  /** Its place among the events that were ever pinned. */
  pin: PinMark | undefined = undefined;
  /** What goes when it is evicted, the last first; each knows the one before. */
  mark: Mark | undefined = undefined;
  /** How many of its effects have been evicted since they were last trimmed. */
  goneEffects = 0;
  /** Whether its id would be forgotten, but that it is in use. */
  isKept = false;
}

/** What a producer gave, packed: how many causes, and whether time and source. */
export type Given = number;

export function givenOf(causes: number, time: boolean, source: boolean): Given {
  return causes * 4 + (time ? 2 : 0) + (source ? 1 : 0);
}

export function givenCauses(given: Given): number {
  return Math.floor(given / 4);
}

export function gaveTime(given: Given): boolean {
  return (given & 2) !== 0;
}

export function gaveSource(given: Given): boolean {
  return (given & 1) !== 0;
}

export const NONE: readonly Entry[] = Object.freeze([]);

/** The effects of an evicted event: it has or had some, and which is of no interest. */
export const GONE = Object.freeze([]) as readonly Entry[] as Entry[];

/** At least how many events a causal path leaves out that goes from `cause` to `effect` in one step. */
export function hiddenBetween(cause: Entry, effect: Entry): number {
  // Each step of a path raises the least distance from a root by at most one.
  return Math.max(1, effect.level - cause.level - 1);
}
