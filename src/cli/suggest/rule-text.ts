import { type Part, selectorsOf } from "../../pattern/pattern.ts";
import { count, counted, printable } from "../../wording.ts";
import { LEAST } from "./candidates.ts";
import type { Evidence } from "./evidence.ts";

/** Suggestions as a rule file, with the counts that speak for them. */
export function ruleText(
  all: readonly Evidence[],
  about: {
    readonly files: readonly string[];
    readonly events: number;
    readonly names: number;
    readonly others: number;
  },
): string {
  const { files, events, names, others } = about;
  const head = [
    `# Suggested from ${files.map(printable).join(", ")}: ${counted(events, "event")} of ${counted(names, "name")}.`,
    ...(others > 0 ? [`# Not looked at: ${counted(others, "name")} of fewer events.`] : []),
    "# This held there, as the counts say. It need not hold elsewhere: keep what you mean.",
  ];
  if (all.length === 0)
    return `${head.join("\n")}\n# Nothing is suggested: no rule of these kinds holds in at least ${LEAST} instances.\nconstraints: []\n`;
  return [...head, "constraints:", ...all.flatMap(entry), ""].join("\n");
}

function entry(evidence: Evidence): string[] {
  const { constraint, violated, inconclusive } = evidence;
  const warning = violated + inconclusive > 0 ? ", severity: warning" : "";
  return [`  # ${support(evidence)}`, `  - { ${said(constraint)}${warning} }`];
}

function support({ instances, satisfied, violated, inconclusive, example }: Evidence): string {
  const found =
    violated === 0
      ? ""
      : `, ${counted(violated, "counterexample")}, the first ${printable(JSON.stringify(example))}`;
  const open = inconclusive === 0 ? "" : `, ${count(inconclusive)} undecided`;
  return `holds in ${count(satisfied)} of ${count(instances)}${found}${open}`;
}

function said(constraint: Evidence["constraint"]): string {
  if (constraint.kind === "mustMatch")
    return `mustMatch: { trigger: ${names(constraint.trigger)}, response: ${names(constraint.response)} }`;
  if (constraint.kind === "precededBy")
    return `precededBy: { effect: ${names(constraint.effect)}, cause: ${names(constraint.cause)} }`;
  const pattern = constraint.pattern.parts.map(names).join(", ");
  return `never: { pattern: [${pattern}], withinCause: ${names(constraint.withinCause!)}, scope: nearest }`;
}

function names(part: Part): string {
  const all = selectorsOf(part).map(({ name }) => yaml(name));
  return all.length === 1 ? all[0]! : `[${all.join(", ")}]`;
}

/** A name as YAML reads it as text: quoted where it would be a number, a date or a word of YAML's own. */
function yaml(name: string): string {
  const isPlain = /^[A-Za-z_][\w.-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name);
  return isPlain ? name : JSON.stringify(name);
}
