import type { Violation } from "../../constrain/violation.ts";
import type { ConstraintCounts, Report } from "../../engine/report.ts";
import { hadNoInstance, statusText } from "../../reports/status-text.ts";
import { drawViolation } from "../terminal/chain-drawing.ts";
import type { FailOn } from "./check-flags.ts";
import { failedBy } from "./exit-status.ts";
import type { TextOutput } from "../io.ts";
import type { Paint } from "../terminal/paint.ts";
import { count, counted, printable } from "../../wording.ts";
import type { Reporter } from "./reporter.ts";
import { type Cell, table } from "../terminal/table.ts";

const DRAWN = 20;

/** Prints a report for people: the table, the first violations with their chains, what else there was. */
export class TextReporter implements Reporter {
  readonly #out: TextOutput;
  readonly #paint: Paint;
  /** Live: each violation at once, the table at the end. */
  readonly #live: boolean;
  readonly #failOn: ReadonlySet<FailOn>;
  readonly #first: Violation[] = [];

  constructor(
    out: TextOutput,
    paint: Paint,
    { live, failOn }: { readonly live: boolean; readonly failOn: ReadonlySet<FailOn> },
  ) {
    this.#out = out;
    this.#paint = paint;
    this.#live = live;
    this.#failOn = failOn;
  }

  violation(violation: Violation): void {
    if (this.#live) this.#out.write(`${drawViolation(violation, this.#paint)}\n`);
    else if (this.#first.length < DRAWN) this.#first.push(violation);
  }

  inconclusive(): void {
    // The table counts them.
  }

  settle(): Promise<void> {
    return this.#out.drained();
  }

  async finish(report: Report): Promise<void> {
    const drawn = this.#first.map((violation) => `\n${drawViolation(violation, this.#paint)}`).join("");
    const all = report.constraints.reduce((sum, { violated }) => sum + violated, 0);
    const more =
      this.#live || all <= DRAWN
        ? ""
        : `\n… and ${counted(all - DRAWN, "more violation")}: --json lists all\n`;
    const failed = failedBy(report, this.#failOn);
    const why = failed === undefined ? "" : `${this.#paint.bad(failed)}\n`;
    this.#out.write(
      `${constraintTable(report, this.#paint)}${watchTable(report, this.#paint)}${drawn}${more}\n${summary(report, this.#paint)}\n${why}`,
    );
    await this.settle();
  }

  async close(): Promise<void> {}
}

function constraintTable(report: Report, paint: Paint): string {
  const { constraints } = report;
  if (constraints.length === 0) return "";
  const columns = [
    "instances",
    "satisfied",
    "violated",
    "inconclusive",
    "unknownPast",
    "predicateErrors",
  ] as const;
  const titles = { unknownPast: "unknown past", predicateErrors: "predicate errors" };
  // The last ones say something only where there are any.
  const shown = columns.filter((column, at) => at < 4 || constraints.some((each) => each[column] > 0));
  const head: Cell[] = [
    ...["constraint", "kind", "status"].map((text) => ({ text, paint: paint.faint })),
    ...shown.map((column) => ({
      text: titles[column as keyof typeof titles] ?? column,
      paint: paint.faint,
      right: true,
    })),
  ];
  const rows = constraints.map((each): Cell[] => [
    { text: printable(each.name), paint: paint.strong },
    { text: each.kind },
    { text: statusText(each, report), paint: statusPaint(each, report, paint) },
    ...shown.map((column) => ({ text: count(each[column]), right: true })),
  ]);
  return `${table([head, ...rows])}\n`;
}

function statusPaint(constraint: ConstraintCounts, report: Report, paint: Paint): (text: string) => string {
  const { status, severity } = constraint;
  if (hadNoInstance(constraint, report)) return paint.faint;
  if (status === "satisfied") return paint.good;
  return status === "violated" && severity === "error" ? paint.bad : paint.warn;
}

function watchTable({ watches, constraints }: Report, paint: Paint): string {
  if (watches.length === 0) return "";
  const head = [
    { text: "watch", paint: paint.faint },
    { text: "matches", paint: paint.faint, right: true },
  ];
  const rows = watches.map(({ name, matches }) => [
    { text: printable(name), paint: paint.strong },
    { text: count(matches), right: true },
  ]);
  return `${constraints.length > 0 ? "\n" : ""}${table([head, ...rows])}\n`;
}

function summary(report: Report, paint: Paint): string {
  const { events, constraints, outcome } = report;
  const sentences = [
    `${counted(events.read, "line")} read, ${counted(events.admitted, "event")} admitted.`,
    events.duplicates > 0 && `${counted(events.duplicates, "duplicate")} ignored.`,
    events.rejected > 0 && `${counted(events.rejected, "line was", "lines were")} rejected.`,
    events.missingCauses > 0 &&
      `${counted(events.missingCauses, "event cites causes that", "events cite causes that")} never came: their past is unknown.`,
    events.lateCauses > 0 && `${counted(events.lateCauses, "cause")} came too late to be linked.`,
    outcome === "stopped" && "Stopped before the end.",
    outcome === "failed" && "Not all of the input could be read.",
  ].filter((sentence): sentence is string => typeof sentence === "string");
  const violated = (severity: string): number =>
    constraints.reduce((sum, each) => sum + (each.severity === severity ? each.violated : 0), 0);
  const [errors, warnings] = [violated("error"), violated("warning")];
  if (events.admitted === 0) return `${sentences.join(" ")}\n${paint.warn("Nothing was checked.")}`;
  const found = errors > 0 ? counted(errors, "violation") : warnings > 0 ? "No violation" : "No violations";
  const ofError = warnings > 0 ? `${found} of severity error` : found;
  const verdict = errors > 0 ? paint.bad(ofError) : paint.good(ofError);
  const also = warnings > 0 ? `, ${paint.warn(`${count(warnings)} of severity warning`)}` : "";
  const open = undecided(constraints);
  const alsoOpen = open === "" ? "" : `, ${paint.warn(open)}`;
  return `${sentences.join(" ")}\n${constraints.length > 0 ? `${verdict}${also}${alsoOpen}.` : ""}`.trimEnd();
}

/** What nobody can say: constraints, and the instances of them and of those that are violated all the same. */
function undecided(constraints: readonly ConstraintCounts[]): string {
  const open = constraints.filter(({ status }) => status === "inconclusive").length;
  const instances = constraints.reduce((sum, { inconclusive }) => sum + inconclusive, 0);
  if (open === 0) return instances === 0 ? "" : `${counted(instances, "instance")} inconclusive`;
  const of = instances === 0 ? "" : ` (${counted(instances, "instance")})`;
  return `${counted(open, "constraint")} inconclusive${of}`;
}
