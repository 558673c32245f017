import type { ConstraintCounts, Report } from "../index.ts";

const MARKS = { satisfied: "✓", violated: "✗", inconclusive: "?", pending: "…" } as const;

/** The status of a constraint as people read it, with its mark. */
export function statusText(constraint: ConstraintCounts, report: Report): string {
  const { status, severity } = constraint;
  if (hadNoInstance(constraint, report)) return "– no instance";
  // Beside what holds it would read as if there were something to warn of.
  const shown = status === "violated" && severity === "warning" ? " (warning)" : "";
  return `${MARKS[status]} ${status}${shown}`;
}

/** Whether a constraint is called satisfied because there was nothing to check it on. */
export function hadNoInstance(constraint: ConstraintCounts, { events }: Report): boolean {
  const { status, instances, kind, unmatched } = constraint;
  if (status !== "satisfied" || instances > 0) return false;
  // One without a scope counts its violations: to have none is what it asks for.
  return (
    events.admitted === 0 ||
    kind !== "never" ||
    unmatched.some(({ role, played }) => role === "withinCause" && !played)
  );
}
