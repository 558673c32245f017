import type { Constraint } from "../constrain/constraint.ts";
import type { Report } from "../engine/report.ts";
import type { Watch } from "../match/watch.ts";
import { type Part, selectorsOf } from "../pattern/pattern.ts";
import type { Selector } from "../pattern/selector.ts";
import type { Rules } from "../rules/parse-rules.ts";
import type { CheckRun } from "./check-run.ts";
import { NamesSeen } from "./names-seen.ts";
import { noCausesHint } from "./no-causes.ts";

/** What may be meant otherwise than it was written, in the events and then in the rules; a line each. */
export function hintsFor(run: CheckRun, report: Report, rules: Rules): string[] {
  const ofFiles = run.files.flatMap(({ path, conversion, unknownKeys }) => [
    ...(conversion === undefined ? [] : [conversion]),
    ...unknownKeys.hints(path),
  ]);
  // Of no events at all every selector matches nothing.
  if (run.readable === 0) return ofFiles;
  const noCauses = noCausesHint(run, rules);
  return [
    ...ofFiles,
    ...(noCauses === undefined ? [] : [noCauses]),
    ...run.links.flatMap(({ problem }, at) => (problem === undefined ? [] : [`link ${at + 1}: ${problem}`])),
    ...unmatchedHints(report, rules, new NamesSeen(run.names)),
  ];
}

/**
 * A line for each selector that matched nothing: an event name may be misspelt, and a rule that
 * never applies looks like one that holds. Of alternatives where another one matched, those whose
 * name was never seen.
 */
function unmatchedHints(report: Report, rules: Rules, seen: NamesSeen): string[] {
  const hint = (
    kind: string,
    rule: Constraint | Watch | undefined,
    { name, unmatched }: { name: string; unmatched: readonly string[] },
  ): string[] => [
    // Parts of one role share its label.
    ...[...new Set(unmatched)].map((role) => {
      const selectors = rule === undefined ? [] : selectorsOfRole(rule, role);
      return `${kind} "${name}": ${role} matched nothing${distinct(selectors)
        .map((each) => seen.why(each))
        .join("")}`;
    }),
    ...distinct(rule === undefined ? [] : alternativesOf(rule, unmatched))
      .filter((each) => !seen.has(each))
      .map((each) => `${kind} "${name}": "${each.name}" matched nothing${seen.why(each)}`),
  ];
  return [
    ...report.constraints.flatMap((counts, at) => hint("constraint", rules.constraints[at], counts)),
    ...report.watches.flatMap((counts, at) => hint("watch", rules.watches[at], counts)),
    ...rules.links.flatMap(({ effect, cause }, at) =>
      distinct([...selectorsOf(effect), ...selectorsOf(cause)])
        .filter((each) => !seen.has(each))
        .map((each) => `link ${at + 1}: "${each.name}" matched nothing${seen.why(each)}`),
    ),
  ];
}

/** The first of those that read the same. */
function distinct(selectors: readonly Selector[]): readonly Selector[] {
  return selectors.filter(
    ({ name, label }, at) =>
      selectors.findIndex((other) => other.name === name && other.label === label) === at,
  );
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
  // Parts that may play in any order are all called "pattern".
  const isPlayed = (role: string): boolean =>
    !unmatched.includes(role) && !(role.startsWith("pattern[") && unmatched.includes("pattern"));
  return parts.flatMap(([role, part]) =>
    isPart(part) && part.kind === "anyOf" && isPlayed(role) ? part.selectors : [],
  );
}

function isPart(value: unknown): value is Part {
  const kind = typeof value === "object" && value !== null ? (value as { kind?: unknown }).kind : undefined;
  return kind === "selector" || kind === "anyOf";
}
