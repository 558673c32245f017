import type { CausalEvent } from "../event.ts";
import type { History } from "../history/history.ts";
import type { Entry } from "../ledger/entry.ts";

/** The event that is being admitted, or might be, as rules see it. */
export interface Subject {
  readonly event: CausalEvent<any>;
  /** Its past: what its causes carry of theirs. */
  readonly before: History;
  /** Whether it or an event before it has causes that never came. */
  readonly unknownPast: boolean;
  /** When it arrived, on the clock of the processor. */
  readonly at: number;
  /** Its entry. Ask for it only to refer to the event: most events need none, and have none. */
  readonly entry: Entry;
}
