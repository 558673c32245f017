import type { ExplainedStep, Explanation, RetainedEvent } from "../index.ts";
import { count, counted, firstOf, printable, showTime } from "../wording.ts";

/** The names that are told of where it all began or ended. */
const ENDS = 5;

/**
 * An explanation as a tree: the event first, below it its causes (or effects), several of them as
 * branches; what hangs on one alone stands right below it. What is left out is counted. No recursion.
 */
export function drawText(explanation: Explanation): string {
  const isPast = explanation.direction === "causes";
  const lines: string[] = [];
  const open: Line[] = [{ step: explanation.tree, mark: "", below: "" }];
  for (let line = open.pop(); line !== undefined; line = open.pop()) {
    const { step, mark, below } = line;
    if (step.hidden > 0) lines.push(`${below}┆ ${counted(step.hidden, "event")} between`);
    lines.push(`${mark}${described(step)}`);
    const rest = beyond(step, isPast);
    if (rest !== undefined) lines.push(`${below}  … ${rest}`);
    const next = step.steps.map((each, at, { length }): Line => {
      if (length === 1 && step.untold === 0)
        return { step: each, mark: `${below}${isPast ? "↑" : "↓"} `, below };
      const isLast = at === length - 1;
      return {
        step: each,
        mark: `${below}${isLast ? "└─ " : "├─ "}`,
        below: `${below}${isLast ? "   " : "│  "}`,
      };
    });
    open.push(...next.reverse());
  }
  return `${lines.join("\n")}\n${summary(explanation)}\n`;
}

interface Line {
  readonly step: ExplainedStep;
  /** What stands before it, and before what hangs on it. */
  readonly mark: string;
  readonly below: string;
}

function described({ event: { name, id, source, time }, repeated }: ExplainedStep): string {
  const text = `${name}  ${printable(id)}  ${printable(source)}  ${showTime(time)}`;
  return repeated ? `${text}  (its own are told elsewhere)` : text;
}

/** What a step has beyond the steps that are told. */
function beyond({ event, untold, cut, repeated }: ExplainedStep, isPast: boolean): string | undefined {
  const parts = [
    untold > 0 && `${counted(untold, isPast ? "cause" : "effect")} not told`,
    cut && !repeated && unseen(event),
  ].filter((part): part is string => typeof part === "string");
  return parts.length === 0 ? undefined : parts.join("; ");
}

/** Which causes of an event are not in the graph, and why. */
function unseen({ truncated, missingCauses }: RetainedEvent): string {
  const parts = [
    truncated && "causes that were evicted",
    missingCauses?.length === 0 && "a cause that never came",
    missingCauses !== undefined &&
      missingCauses.length > 0 &&
      `never came: ${firstOf(missingCauses.map(printable), ENDS)}`,
  ];
  return parts.filter((part) => typeof part === "string").join("; ");
}

function summary({ direction, events, told, ends, truncated }: Explanation): string {
  const isPast = direction === "causes";
  if (events === 0 && truncated) return "\nWhat came before it is not here.";
  if (events === 0) return isPast ? "\nIt has no causes." : "\nNothing came of it.";
  const where = isPast ? "before" : "after";
  const shown = told === events ? "" : `, ${count(told)} of them told`;
  const named = ends.map(({ name, id }) => `${name} ${printable(id)}`);
  const end = ends.length === 0 ? "" : ` It ${isPast ? "began with" : "ended with"} ${firstOf(named, ENDS)}.`;
  const unknown = truncated ? " What came before that is not all here." : "";
  return `\n${counted(events, "event")} ${where} it${shown}.${end}${unknown}`;
}
