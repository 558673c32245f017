import type { Hold } from "./admission/hold.ts";
import type { LinkPlace } from "./admission/links.ts";
import type { CausalEvent, EventRef } from "./event.ts";
import type { History } from "./history/history.ts";
import type { Placed } from "./history/roster.ts";
import type { PinHolder } from "./window/pins.ts";

/** Where an event id is on its way through the engine. */
export type Stage = "held" | "retained" | "remembered" | "forgotten" | "rejected";

/** What the engine knows of one event id, from its arrival until the id is forgotten. */
export class Entry {
  readonly id: string;
  stage: Stage = "held";
  /** The event; `undefined` once it is evicted. */
  event: CausalEvent<any> | undefined;
  /** What stands for it in proofs once it is evicted; kept only where something may name it. */
  stub: EventRef | undefined = undefined;
  /** Whether a rule may name this event after its eviction. */
  named = false;

  /** When it was emitted or handed over, on the clock of the processor. */
  readonly at: number;
  /** How many of `event.causes` the producer gave; links added the others. */
  given: number;
  readonly timeGiven: boolean;
  readonly sourceGiven: boolean;
  /** Set while it waits for causes. */
  hold: Hold | undefined = undefined;
  /** Where link rules find it. */
  linkKeys: LinkPlace[] | undefined = undefined;

  /** Whether an effect was admitted without it. */
  isLate = false;

  /** Position in admission order, from 1. */
  seq = 0;
  /** Direct causes that were known at its admission; dropped at its eviction. */
  causes: readonly Entry[] = NONE;
  /** Direct effects, in admission order, evicted ones now and then among them. */
  effects: Entry[] | undefined = undefined;
  /** How many of `effects` have been evicted since they were last trimmed. */
  goneEffects = 0;
  /** The past of its effects: its own, and what rules noted of itself. Dropped when forgotten. */
  history: History = undefined;
  /** Least number of steps from an event without known causes. */
  level = 0;
  /** Whether it or an event before it has causes that never came. */
  unknownPast = false;

  /** How many pending obligations keep it from eviction. */
  pins = 0;
  /** The obligations that pin or pinned it, while any does. */
  holders: PinHolder[] | undefined = undefined;
  /** How many held events or ordered sources keep its id from being forgotten. */
  keeps = 0;
  /** Whether it would be forgotten but for that. */
  isKept = false;
  /** What goes when it is evicted. */
  marks: Placed[] | undefined = undefined;
  /** Neighbours in the list it is in: retained by admission, remembered by last use. */
  older: Entry | undefined = undefined;
  newer: Entry | undefined = undefined;

  constructor(event: CausalEvent<any>, at: number, given: number, time: boolean, source: boolean) {
    this.id = event.id;
    this.event = event;
    this.at = at;
    this.given = given;
    this.timeGiven = time;
    this.sourceGiven = source;
  }

  /** Event time; only while the event is held or retained. */
  get time(): number {
    return this.event!.time;
  }

  /** The event as a proof names it. */
  get ref(): EventRef {
    return (this.event ?? this.stub) as EventRef;
  }
}

export const NONE: readonly Entry[] = Object.freeze([]) as readonly Entry[];

/** At least how many events a causal path leaves out that goes from `cause` to `effect` in one step. */
export function hiddenBetween(cause: Entry, effect: Entry): number {
  // Each step of a path raises the least distance from a root by at most one.
  return Math.max(1, effect.level - cause.level - 1);
}
