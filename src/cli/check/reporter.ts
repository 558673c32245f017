import type { Inconclusive, Violation } from "../../constrain/violation.ts";
import type { Report } from "../../engine/report.ts";

/** Prints what a check finds. Nothing it is told is kept beyond what it prints at the end. */
export interface Reporter {
  violation(violation: Violation): void;
  inconclusive(inconclusive: Inconclusive): void;
  /** Lets the reader keep up. To be awaited now and then. */
  settle(): Promise<void>;
  /** The end of the report. */
  finish(report: Report): Promise<void>;
  /** Nothing more is printed: gives back what was held. */
  close(): Promise<void>;
}
