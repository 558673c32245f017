import { DiagnosticTally } from "../engine/diagnostic-tally.ts";
import type { Report, Stats } from "../engine/report.ts";

/** The diagnostics the processor makes itself, of kinds that the engine has none of. */
export class DiagnosticLog extends DiagnosticTally {
  /** `stats` with these counted in. */
  into(stats: Stats): Stats {
    return { ...stats, diagnostics: { ...stats.diagnostics, ...this.counts } };
  }

  /** `report` with these counted in and kept, before those of the engine: they say what broke. */
  intoReport(report: Report): Report {
    const { diagnostics } = this.into(report);
    return { ...report, diagnostics, firstDiagnostics: [...this.first, ...report.firstDiagnostics] };
  }
}
