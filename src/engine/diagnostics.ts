import type { CausalEvent } from "../event.ts";
import type { RoleReader } from "../match/rule.ts";
import { messageOf } from "../message-of.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { DiagnosticTally } from "./diagnostic-tally.ts";
import type { Outputs } from "./outputs.ts";

/** What went wrong in the engine: counted, and told as an output. */
export class Diagnostics extends DiagnosticTally {
  readonly #outputs: Outputs;

  constructor(outputs: Outputs) {
    super();
    this.#outputs = outputs;
  }

  readonly tell = (diagnostic: Diagnostic): void => {
    this.add(diagnostic);
    this.#outputs.tell({ type: "diagnostic", diagnostic });
  };

  /** Counts a predicate that failed on an event; told once a rule. */
  readonly predicateFailed = (reader: RoleReader, event: CausalEvent<any>, error: unknown): void => {
    if (reader.predicateErrors++ > 0) return;
    this.tell({
      kind: "predicateError",
      message: `${reader.name}: a predicate failed on ${event.name} "${event.id}": ${messageOf(error)}. It counts as no match; further failures are counted, not told`,
      events: [event.id],
      rule: reader.name,
      error,
    });
  };
}
