import type { ConstraintCounts, Report, WatchCounts } from "../../engine/report.ts";
import { describePart, selectorsOf } from "../../pattern/pattern.ts";
import type { Selector } from "../../pattern/selector.ts";
import type { Rules } from "../../rules/parse-rules.ts";
import type { CheckRun } from "./check-run.ts";
import { linkProblem } from "./link-problem.ts";
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
    ...run.linkUse.flatMap((use, at) => {
      const problem = linkProblem(use);
      return problem === undefined ? [] : [`link ${at + 1}: ${problem}`];
    }),
    ...unmatchedHints(report, rules, new NamesSeen(run.names)),
  ];
}

/**
 * A line for each role that nothing played, and for each alternative of the others that matched nothing:
 * an event name may be misspelt, and a rule that never applies looks like one that holds.
 */
function unmatchedHints({ constraints, watches }: Report, rules: Rules, seen: NamesSeen): string[] {
  const hint = (kind: string, { name, unmatched }: ConstraintCounts | WatchCounts): string[] =>
    unmatched.flatMap(({ role, selectors, played }) =>
      played
        ? distinct(selectors).map(
            (each) => `${kind} "${name}": "${describePart(each)}" matched nothing${seen.why(each)}`,
          )
        : `${kind} "${name}": ${role} matched nothing${distinct(selectors)
            .map((each) => seen.why(each))
            .join("")}`,
    );
  const lines = [
    ...constraints.flatMap((counts) => hint("constraint", counts)),
    ...watches.flatMap((counts) => hint("watch", counts)),
    ...rules.links.flatMap(({ effect, cause }, at) =>
      distinct([...selectorsOf(effect), ...selectorsOf(cause)])
        .filter((each) => !seen.has(each))
        .map((each) => `link ${at + 1}: "${each.name}" matched nothing${seen.why(each)}`),
    ),
  ];
  // Parts of one rule may read the same.
  return [...new Set(lines)];
}

/** The first of those that read the same. */
function distinct(selectors: readonly Selector[]): readonly Selector[] {
  return selectors.filter(
    ({ name, label }, at) =>
      selectors.findIndex((other) => other.name === name && other.label === label) === at,
  );
}
