import type { ConstraintCounts, Report, Violation } from "../index.ts";
import { count, counted, printable } from "../wording.ts";
import type { ReportOptions } from "./place.ts";
import { proofLines } from "./proof.ts";
import { statusText } from "./status-text.ts";

/** How many violations are told: a summary page is to be read. */
const TOLD = 20;

/** Markdown for a summary page or a comment: the table of the constraints, then the first 20 violations. */
export function markdown(report: Report, options: ReportOptions = {}): string {
  const { events, constraints, violations, outcome } = report;
  const all = constraints.reduce((sum, { violated }) => sum + violated, 0);
  const left = all - Math.min(all, TOLD, violations.length);
  return [
    `${counted(events.read, "event")} read, ${count(events.admitted)} admitted${outcome === "completed" ? "" : `; outcome: ${outcome}`}.`,
    "",
    "| constraint | kind | status | instances | satisfied | violated | inconclusive |",
    "|---|---|---|--:|--:|--:|--:|",
    ...constraints.map((each) => row(each, report)),
    "",
    ...violations.slice(0, TOLD).flatMap((violation) => section(violation, options)),
    ...(left > 0 ? [`… and ${counted(left, "more violation")}.`, ""] : []),
  ].join("\n");
}

function row(each: ConstraintCounts, report: Report): string {
  const counts = [each.instances, each.satisfied, each.violated, each.inconclusive].map(count);
  return `| ${[escaped(each.name), each.kind, statusText(each, report), ...counts].join(" | ")} |`;
}

function section(violation: Violation, options: ReportOptions): string[] {
  const mark = violation.severity === "error" ? "✗" : "!";
  const lines = proofLines(violation, options);
  const fence = "`".repeat(Math.max(3, longestTicks(lines) + 1));
  return [
    `### ${mark} ${escaped(violation.constraint)}`,
    "",
    escaped(violation.message),
    "",
    `${fence}text`,
    ...lines,
    fence,
    "",
  ];
}

function longestTicks(lines: readonly string[]): number {
  return Math.max(0, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)));
}

/** Text that stays text, in a cell of a table too. */
function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}[\]()<>#+!|~&@-]/g, String.raw`\$&`);
}
