import type { Constraint } from "../constrain/constraint.ts";
import type { Inconclusive, Violation } from "../constrain/violation.ts";
import type { CausalEvent } from "../event.ts";
import type { Watch } from "../match/watch.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** Everything a step can answer, in the order it happened. */
export type Output =
  | { readonly type: "admitted"; readonly event: CausalEvent<any> }
  | { readonly type: "violation"; readonly violation: Violation }
  | { readonly type: "inconclusive"; readonly inconclusive: Inconclusive }
  /** Told on request only (`EngineOptions.tell`): most runs only count it. */
  | { readonly type: "satisfied"; readonly constraint: Constraint; readonly instance: string }
  | { readonly type: "match"; readonly watch: Watch; readonly events: readonly CausalEvent<any>[] }
  | { readonly type: "evicted"; readonly event: CausalEvent<any> }
  | { readonly type: "diagnostic"; readonly diagnostic: Diagnostic };
