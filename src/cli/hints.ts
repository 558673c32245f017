import type { Constraint } from "../constrain/constraint.ts";
import type { Report } from "../engine/report.ts";
import type { Watch } from "../match/watch.ts";
import { type Part, selectorsOf } from "../pattern/pattern.ts";
import { nameMatches, type Selector } from "../pattern/selector.ts";
import { nearestFew } from "../rules/nearest.ts";
import type { Rules } from "../rules/parse-rules.ts";

/**
 * A line for each selector that matched nothing: an event name may be misspelt, and a rule that
 * never applies looks like one that holds. Of alternatives where another one matched, those whose
 * name was never seen.
 */
export function unmatchedHints(report: Report, rules: Rules, names: ReadonlySet<string>): string[] {
  const hint = (
    kind: string,
    rule: Constraint | Watch | undefined,
    { name, unmatched }: { name: string; unmatched: readonly string[] },
  ): string[] => [
    ...unmatched.map((role) => {
      const selectors = rule === undefined ? [] : selectorsOfRole(rule, role);
      return `${kind} "${name}": ${role} matched nothing${[...new Set(selectors.map((each) => hintFor(each, names)))].join("")}`;
    }),
    ...(rule === undefined ? [] : alternativesOf(rule, unmatched))
      .filter((each) => ![...names].some((seen) => nameMatches(each.name, seen)))
      .map((each) => `${kind} "${name}": "${each.name}" matched nothing${hintFor(each, names)}`),
  ];
  return [
    ...report.constraints.flatMap((counts, at) => hint("constraint", rules.constraints[at], counts)),
    ...report.watches.flatMap((counts, at) => hint("watch", rules.watches[at], counts)),
  ];
}

function hintFor({ name, label }: Selector, names: ReadonlySet<string>): string {
  const matching = [...names].filter((seen) => nameMatches(name, seen));
  if (matching.length > 0 && label !== undefined) return `; "${name}" was seen, but "${label}" never held`;
  const near = nearestFew(name, names, 3);
  const seen = near.length > 0 ? ` (seen: ${near.join(", ")})` : "";
  return `; no event is called "${name}"${seen}`;
}

function selectorsOfRole(rule: Constraint | Watch, role: string): readonly Selector[] {
  const part = (rule as unknown as Record<string, unknown>)[role];
  if (isPart(part)) return selectorsOf(part);
  const parts = rule.kind === "watch" ? rule.parts : rule.kind === "never" ? rule.pattern.parts : [];
  const at = /\d+/.exec(role)?.[0];
  return (at === undefined ? parts : parts.slice(Number(at), Number(at) + 1)).flatMap(selectorsOf);
}

/** The alternatives of roles that some event did play. */
function alternativesOf(rule: Constraint | Watch, unmatched: readonly string[]): readonly Selector[] {
  const parts: readonly (readonly [role: string, part: unknown])[] = [
    ...Object.entries(rule),
    ...(rule.kind === "watch" ? rule.parts : rule.kind === "never" ? rule.pattern.parts : []).map(
      (part, at, { length }) => [length === 1 ? "pattern" : `pattern[${at}]`, part] as const,
    ),
  ];
  return parts.flatMap(([role, part]) =>
    isPart(part) && part.kind === "anyOf" && !unmatched.includes(role) ? part.selectors : [],
  );
}

function isPart(value: unknown): value is Part {
  const kind = typeof value === "object" && value !== null ? (value as { kind?: unknown }).kind : undefined;
  return kind === "selector" || kind === "anyOf";
}
