import type { EventRef } from "../event.ts";
import type { Constraint, Severity } from "./constraint.ts";

/** Why an instance was found violated. */
export type ViolationReason = "streamEnded" | "deadline" | "completed" | "noCause";

/** Why an instance could not be decided. */
export type InconclusiveReason =
  | "stopped"
  | "sourceFailed"
  | "maxPinned"
  | "maxScopes"
  | "unknownPast"
  | "enforcedLate"
  | "disposed"
  | "cut";

/** A violated instance of a constraint, with its proof. */
export interface Violation {
  /** Hash of the constraint's name and the instance: the same in every replay. */
  readonly id: string;
  readonly constraint: string;
  readonly kind: Constraint["kind"];
  readonly severity: Severity;
  readonly reason: ViolationReason;
  /** The id of the event that the instance is about; `"*"` for the stream as a whole. */
  readonly instance: string;
  /** mustMatch: the trigger. precededBy: the effect. never: the match, the earliest for each part. */
  readonly events: readonly EventRef[];
  /** A causal path that proves it; at most 32 steps, `hidden` counts what a step leaves out. */
  readonly chain: readonly EventRef[];
  /** False when an event with an unknown past could have been the missing response. */
  readonly certain: boolean;
  /** The highest event time seen when it was decided. */
  readonly time: number;
  readonly message: string;
}

/** An instance that ended undecided. */
export interface Inconclusive {
  readonly constraint: string;
  readonly instance: string;
  readonly reason: InconclusiveReason;
}
