import type { Violation } from "../constrain/violation.ts";
import type { CausalEvent } from "../event.ts";

/** What a proposal came to, decided and admitted in one step. */
export type Proposal =
  | {
      readonly admitted: true;
      readonly event: CausalEvent<any>;
      /** Of constraints of severity warning, which do not stop it. */
      readonly violations: readonly Violation[];
    }
  | Refusal;

export interface Refusal {
  readonly admitted: false;
  readonly because:
    | "violation"
    | "unknownCause"
    | "inconclusive"
    | "predicateError"
    | "invalid"
    | "duplicate";
  readonly violations: readonly Violation[];
  /** The reason in words. */
  readonly message: string;
}
