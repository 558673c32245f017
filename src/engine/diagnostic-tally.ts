import type { Diagnostic, DiagnosticKind } from "./diagnostic.ts";

const KEPT_OF_A_KIND = 20;

/** Counts what went wrong by its kind, and keeps the first 20 of each kind for the report. */
export class DiagnosticTally {
  readonly counts: Partial<Record<DiagnosticKind, number>> = {};
  readonly first: Diagnostic[] = [];

  add(diagnostic: Diagnostic): void {
    const count = (this.counts[diagnostic.kind] ?? 0) + 1;
    this.counts[diagnostic.kind] = count;
    if (count <= KEPT_OF_A_KIND) this.first.push(diagnostic);
  }
}
