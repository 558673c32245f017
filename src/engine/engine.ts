import type { Violation } from "../constrain/violation.ts";
import type { CausalEvent, EventInput } from "../event.ts";
import type { CausalGraph } from "../graph/causal-graph.ts";
import type { Arrival, Input } from "./input.ts";
import type { EngineOptions } from "./options.ts";
import type { Output } from "./output.ts";
import type { Report, Stats } from "./report.ts";

/** What a proposal came to, decided and admitted in one step. */
export type Proposal =
  | { readonly admitted: true; readonly event: CausalEvent<any>; readonly violations: readonly Violation[] }
  | {
      readonly admitted: false;
      readonly because:
        | "violation"
        | "unknownCause"
        | "inconclusive"
        | "predicateError"
        | "invalid"
        | "duplicate";
      readonly violations: readonly Violation[];
      readonly message: string;
    };

export declare class Engine {
  constructor(options?: EngineOptions);
  /** Does what one input asks: at most one admission and all its consequences. */
  step(input: Input): readonly Output[];
  /** Whether freed events wait: call `step({ type: "admit", now })` until it is false. */
  get pending(): boolean;
  /** The clock time from which a tick may decide something (hold, deadline, idle source); `Infinity` for never. */
  nextWake(): number;
  get graph(): CausalGraph;
  stats(): Stats;
  report(outcome: Report["outcome"]): Report;
  /** What admitting the event now would violate at once. Changes nothing. */
  wouldViolate(event: EventInput, now: number): readonly Violation[];
  /** Decides and admits in one step; `outputs` are those of the admission. */
  propose(arrival: Arrival): { readonly proposal: Proposal; readonly outputs: readonly Output[] };
}
