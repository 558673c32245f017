import type { LinkRule } from "../admission/link-rule.ts";
import type { Constraint } from "../constrain/constraint.ts";
import type { EventInput } from "../event.ts";
import type { Watch } from "../match/watch.ts";

/**
 * Everything the engine can be told. Time comes in as numbers: `now` is the clock when the step is
 * made, `at` the clock when the event was emitted or handed over (`at <= now`).
 */
export type Input =
  | Arrival
  /** Admits the next event that waits for nothing; does nothing when there is none. */
  | { readonly type: "admit"; readonly now: number }
  /**
   * Time passes. Everything that arrived before `horizon` has been delivered: the arrival time of
   * the oldest event not yet handed to the engine, `Infinity` when there is none.
   */
  | { readonly type: "tick"; readonly now: number; readonly horizon: number }
  | {
      readonly type: "sourceAdded";
      /** The name it was registered under. */
      readonly source: string;
      readonly ordered: boolean;
      /** After so many ms without an event the source no longer holds the watermark back. */
      readonly idleMs: number;
      readonly now: number;
    }
  | { readonly type: "sourceEnded"; readonly source: string; readonly failed: boolean; readonly now: number }
  /** Before the first arrival: how many unpinned events are retained, how many ids remembered. */
  | { readonly type: "window"; readonly windowSize: number; readonly remember?: number | undefined }
  | { readonly type: "enforce"; readonly constraint: Constraint }
  | { readonly type: "watch"; readonly watch: Watch }
  | { readonly type: "link"; readonly link: LinkRule }
  | { readonly type: "dispose"; readonly rule: Constraint | Watch | LinkRule }
  /** Nothing more will come. `completed`: every source ended; `cut`: so did the recording. */
  | { readonly type: "end"; readonly outcome: "completed" | "stopped" | "cut"; readonly now: number };

export interface Arrival {
  readonly type: "arrival";
  /** Anything: what is not an event is rejected. An id must have been made where none was given. */
  readonly event: EventInput & { readonly id: string };
  /** The registered name of the source it came from. */
  readonly source: string;
  /** The source object's own name, for events that name none. */
  readonly sourceName?: string | undefined;
  readonly at: number;
  readonly now: number;
}
