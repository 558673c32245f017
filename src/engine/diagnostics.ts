import type { CausalEvent } from "../event.ts";
import type { Reader } from "../match/rule.ts";
import { messageOf } from "../message-of.ts";
import type { Diagnostic, DiagnosticKind } from "./diagnostic.ts";
import type { Output } from "./output.ts";

/** Counts what went wrong, keeps the first of it for the report, and tells each. */
export class Diagnostics {
  readonly counts: Partial<Record<DiagnosticKind, number>> = {};
  readonly first: Diagnostic[] = [];
  readonly #outputs: () => Output[];

  constructor(outputs: () => Output[]) {
    this.#outputs = outputs;
  }

  readonly tell = (diagnostic: Diagnostic): void => {
    const count = (this.counts[diagnostic.kind] ?? 0) + 1;
    this.counts[diagnostic.kind] = count;
    if (count <= KEPT_OF_A_KIND) this.first.push(diagnostic);
    this.#outputs().push({ type: "diagnostic", diagnostic });
  };

  /** Counts a predicate that failed on an event; told once a rule. */
  readonly predicateFailed = (reader: Reader, event: CausalEvent<any>, error: unknown): void => {
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

const KEPT_OF_A_KIND = 20;
