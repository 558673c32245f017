import type { Constraint } from "../constrain/constraint.ts";
import type { CausalEvent } from "../event.ts";
import type { Watch } from "../match/watch.ts";
import { describePart, type Part, selectorsOf } from "../pattern/pattern.ts";
import { nameMatches, type Selector } from "../pattern/selector.ts";
import { isConstant } from "./constants.ts";
import type { Rules } from "./parse-rules.ts";
import { partsOf } from "./parts-of.ts";
import type { RuleProblem } from "./rule-file-error.ts";
import { placeOf } from "./rule-places.ts";

/** What is wrong with a rule, whatever the events are, or looks as if it were. */
export interface Finding extends RuleProblem {
  readonly severity: "error" | "warning";
}

/**
 * What a rule file says that cannot be meant: rules that nothing can satisfy or violate, rules that say
 * the same twice, alternatives that another one covers. In the order of the file. Cost O(rules squared).
 */
export function lintRules(rules: Rules): Finding[] {
  const all = [...rules.watches, ...rules.constraints];
  const found = [
    ...all.flatMap((rule) =>
      partsOf(rule).flatMap((part) => [...constantIn(rule, part), ...coveredIn(rule, part)]),
    ),
    ...rules.constraints.flatMap(neverSatisfied),
    ...repeated(rules.constraints),
    ...repeated(rules.watches),
  ];
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

function finding(rule: Constraint | Watch, severity: Finding["severity"], message: string): Finding {
  const { line, column, path } = placeOf(rule) ?? { line: 1, column: 1, path: "" };
  return { line, column, path, severity, message: `${JSON.stringify(rule.name)} ${message}` };
}

const ANY: CausalEvent = { id: "", name: "", source: "", time: 0, data: null, causes: [] };

/** Conditions that come to the same for every event. */
function constantIn(rule: Constraint | Watch, part: Part): Finding[] {
  return selectorsOf(part).flatMap(({ where, label }) => {
    if (where === undefined || !isConstant(where)) return [];
    const text = JSON.stringify(label);
    try {
      return where(ANY)
        ? [finding(rule, "warning", `has a condition that always holds, ${text}: leave it out`)]
        : [finding(rule, "error", `has a condition that never holds, ${text}: it selects nothing`)];
    } catch (error) {
      return [
        finding(rule, "error", `has a condition that always fails, ${text}: ${(error as Error).message}`),
      ];
    }
  });
}

/** Alternatives that another one takes wholly. */
function coveredIn(rule: Constraint | Watch, part: Part): Finding[] {
  const selectors = selectorsOf(part);
  return selectors.flatMap((one, at) => {
    const other = selectors.find(
      (each, place) => place !== at && covers(each, one) && !(covers(one, each) && place > at),
    );
    if (other === undefined) return [];
    return [
      finding(
        rule,
        "warning",
        `names ${describePart(one)} beside ${describePart(other)}, which takes it already`,
      ),
    ];
  });
}

/** Whether every event that the other takes is taken by this one. Not all such pairs are recognised. */
function covers(one: Selector, other: Selector): boolean {
  const condition = one.where === undefined || one.label === other.label;
  // A pattern is the widest name that it takes itself, read as a name.
  return condition && (one.name === other.name || nameMatches(one.name, other.name.replaceAll("*", "any")));
}

function isWithin(part: Part, other: Part): boolean {
  return selectorsOf(part).every((one) => selectorsOf(other).some((each) => covers(each, one)));
}

/** Constraints that are violated as soon as they apply, on any stream that ends. */
function neverSatisfied(rule: Constraint): Finding[] {
  if (rule.kind === "mustMatch" && isWithin(rule.response, rule.trigger))
    return [
      finding(rule, "error", "cannot hold: every response is a trigger again, and the last is not answered"),
    ];
  if (rule.kind === "precededBy" && isWithin(rule.cause, rule.effect))
    return [
      finding(rule, "error", "cannot hold: every cause is an effect again, and the first has none before it"),
    ];
  return [];
}

/** Rules that say what an earlier one says, whatever they are called. */
function repeated(rules: readonly (Constraint | Watch)[]): Finding[] {
  const first = new Map<string, Constraint | Watch>();
  return rules.flatMap((rule) => {
    const content = contentOf(rule);
    const earlier = first.get(content);
    if (earlier === undefined) {
      first.set(content, rule);
      return [];
    }
    return [finding(rule, "warning", `says the same as ${JSON.stringify(earlier.name)}`)];
  });
}

/** All that a rule says but for its name and severity, as text to compare. */
function contentOf(rule: Constraint | Watch): string {
  const parts = partsOf(rule).map(describePart);
  if (rule.kind === "watch") return JSON.stringify([rule.match, parts]);
  if (rule.kind === "mustMatch") return JSON.stringify([rule.kind, parts, rule.within]);
  if (rule.kind === "precededBy") return JSON.stringify([rule.kind, parts]);
  return JSON.stringify([rule.kind, rule.pattern.kind, parts, rule.withinCause === undefined, rule.scope]);
}
