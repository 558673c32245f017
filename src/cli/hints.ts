import type { Constraint } from "../constrain/constraint.ts";
import type { Report } from "../engine/report.ts";
import type { Watch } from "../match/watch.ts";
import { type Part, selectorsOf } from "../pattern/pattern.ts";
import { nameMatches, type Selector } from "../pattern/selector.ts";
import { nearestFew } from "../rules/nearest.ts";
import type { Rules } from "../rules/parse-rules.ts";
import type { CheckRun } from "./check-run.ts";
import { noCausesHint } from "./no-causes.ts";

/** What may be meant otherwise than it was written, in the events and then in the rules; a line each. */
export function hintsFor(run: CheckRun, report: Report, rules: Rules): string[] {
  const ofFiles = run.files.flatMap(({ path, unknownKeys }) => unknownKeys.hints(path));
  // Of no events at all every selector matches nothing.
  if (run.readable === 0) return ofFiles;
  const noCauses = noCausesHint(run, rules);
  return [
    ...ofFiles,
    ...(noCauses === undefined ? [] : [noCauses]),
    ...unmatchedHints(report, rules, run.names),
  ];
}

/**
 * A line for each selector that matched nothing: an event name may be misspelt, and a rule that
 * never applies looks like one that holds. Of alternatives where another one matched, those whose
 * name was never seen.
 */
function unmatchedHints(report: Report, rules: Rules, names: ReadonlySet<string>): string[] {
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
      .filter((each) => !wasSeen(each, names))
      .map((each) => `${kind} "${name}": "${each.name}" matched nothing${hintFor(each, names)}`),
  ];
  return [
    ...report.constraints.flatMap((counts, at) => hint("constraint", rules.constraints[at], counts)),
    ...report.watches.flatMap((counts, at) => hint("watch", rules.watches[at], counts)),
    ...rules.links.flatMap(({ effect, cause }, at) =>
      [...selectorsOf(effect), ...selectorsOf(cause)]
        .filter((each) => !wasSeen(each, names))
        .map((each) => `link ${at + 1}: "${each.name}" matched nothing${hintFor(each, names)}`),
    ),
  ];
}

function wasSeen({ name }: Selector, names: ReadonlySet<string>): boolean {
  return [...names].some((seen) => nameMatches(name, seen));
}

function hintFor({ name, label }: Selector, names: ReadonlySet<string>): string {
  if ([...names].some((seen) => nameMatches(name, seen)))
    return label === undefined ? "" : `; "${name}" was seen, but "${label}" never held`;
  const near = nearestFew(name, names, 3, { far: true });
  return `; no event is called "${name}"; nearest seen: ${near.join(", ")}`;
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
