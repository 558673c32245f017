/** What went wrong beside the verdicts: nothing is lost in silence. */
export interface Diagnostic {
  readonly kind: DiagnosticKind;
  /** What happened, with the values, and what to do next. */
  readonly message: string;
  /** The registered name of the source it is about. */
  readonly source?: string;
  /** The ids of the events it is about. */
  readonly events?: readonly string[];
  /** The rule it is about, by name. */
  readonly rule?: string;
  /** What was thrown. */
  readonly error?: unknown;
}

export type DiagnosticKind =
  /** Not an event: bad shape, bad name, empty id, self-cause, or refused by a schema. */
  | "rejected"
  /** The id of a known event with other content. */
  | "conflict"
  /** Events that cite each other in a cycle. */
  | "cycle"
  /** Forced out of hold: admitted with missing causes. */
  | "missingCauses"
  /** Several events answer one link key: all became causes. */
  | "ambiguousLink"
  /** A link key function threw, or found no key. */
  | "linkKey"
  /** A predicate threw or returned no boolean: told once a rule. */
  | "predicateError"
  /** A source threw: it was ended. */
  | "sourceFailed"
  /** A callback threw or rejected. */
  | "callbackError";
