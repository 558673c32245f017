import type { Hold } from "../admission/hold.ts";
import type { LinkPlace } from "../admission/link-reader.ts";
import type { CausalEvent, EventRef } from "../event.ts";
import type { History } from "../history/history.ts";
import type { Mark } from "../history/roster.ts";
import type { Effects } from "./effects.ts";

/**
 * What the engine knows of one event that something refers to: an effect, a rule, a proof, or what
 * waits for it. It is kept small: what few events need stands in `Rare`.
 */
export class Entry {
  readonly id: string;
  /** Where the ledger has it; 0 before and after. */
  row = 0;
  /** The event; `undefined` once it is evicted. */
  event: CausalEvent<any> | undefined;
  /** Position in admission order, from 1. */
  seq = 0;
  /** Direct causes that were known at its admission; dropped at its eviction. */
  causes: readonly Entry[] = NONE;
  /** Direct effects. */
  effects: Effects = undefined;
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
  /** What goes when it is evicted, the last first; each knows the one before. */
  mark: Mark | undefined = undefined;
  /** How many pending obligations keep it from eviction. */
  pins = 0;
  /** How many held events or ordered sources keep its id from being forgotten. */
  keeps = 0;
  rare: Rare | undefined = undefined;

  constructor(id: string, event: CausalEvent<any> | undefined) {
    this.id = id;
    this.event = event;
  }

  /** Whether nothing refers to it any more, and nothing is to be known of it but its id. */
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
  /** Ids of causes that it was admitted without; empty where a link rule found none. Until it is evicted. */
  missing: readonly string[] | undefined = undefined;
  /** Whether an effect was admitted without it. */
  isLate = false;
  /** How many of its effects have been evicted since they were last trimmed. */
  goneEffects = 0;
  /** Whether its id would be forgotten, but that it is in use. */
  isKept = false;
}

export const NONE: readonly Entry[] = Object.freeze([]);

/** At least how many events a causal path leaves out that goes from `cause` to `effect` in one step. */
export function hiddenBetween(cause: Entry, effect: Entry): number {
  // Each step of a path raises the least distance from a root by at most one.
  return Math.max(1, effect.level - cause.level - 1);
}
