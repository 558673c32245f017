import type { Flaw } from "../read-input.ts";

/** The bounds of an engine, and what it tells. All counts are in events unless said otherwise. */
export interface EngineOptions {
  /** Held events; past it the oldest is forced out. Default 10,000. */
  readonly maxHeld?: number | undefined;
  /** How long an event may be held. Default 5,000; `Infinity` for files. */
  readonly holdForMs?: number | undefined;
  /** Triggers with a pending obligation. Default 100,000. */
  readonly maxPinned?: number | undefined;
  /** Open scopes of all scoped `never`. Default 100,000. */
  readonly maxScopes?: number | undefined;
  /** Violations and inconclusive instances the report keeps of each constraint. Default 1,000. */
  readonly maxReported?: number | undefined;
  /** The clock of a deadline that names none. Default "arrival"; "event" for files. */
  readonly deadlineClock?: "arrival" | "event" | undefined;
  /** What is wrong with the data of an event, beyond its shape. Must be a pure function. */
  readonly validate?: ((name: string, data: unknown) => Flaw | undefined) | undefined;
  /** Whether events are frozen: not needed where no code that could change them is given any. Default true. */
  readonly freeze?: boolean | undefined;
  /** Outputs that most runs do without. */
  readonly tell?: { admitted?: boolean; evicted?: boolean; satisfied?: boolean } | undefined;
}
