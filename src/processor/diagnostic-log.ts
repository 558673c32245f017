import type { Diagnostic, DiagnosticKind } from "../engine/diagnostic.ts";
import type { Report, Stats } from "../engine/report.ts";

const KEPT = 100;

/** The diagnostics the processor makes itself: counted all, kept the first ones. */
export class DiagnosticLog {
  readonly #first: Diagnostic[] = [];
  readonly #counts = new Map<DiagnosticKind, number>();

  add(diagnostic: Diagnostic): void {
    this.#counts.set(diagnostic.kind, (this.#counts.get(diagnostic.kind) ?? 0) + 1);
    if (this.#first.length < KEPT) this.#first.push(diagnostic);
  }

  /** `stats` with these counted in. */
  into(stats: Stats): Stats {
    if (this.#counts.size === 0) return stats;
    const diagnostics = { ...stats.diagnostics };
    for (const [kind, count] of this.#counts) diagnostics[kind] = (diagnostics[kind] ?? 0) + count;
    return { ...stats, diagnostics };
  }

  /** `report` with these counted in and kept, before those of the engine: they say what broke. */
  intoReport(report: Report): Report {
    if (this.#counts.size === 0) return report;
    const { diagnostics } = this.into(report);
    return {
      ...report,
      diagnostics,
      firstDiagnostics: [...this.#first, ...report.firstDiagnostics].slice(0, KEPT),
    };
  }
}
