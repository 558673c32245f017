import type { ConstraintCounts, Report, Violation } from "../index.ts";
import { counted } from "../wording.ts";
import type { ReportOptions } from "./place.ts";
import { proofLines } from "./proof.ts";

/** How many violations a failure tells. */
const TOLD = 50;

/**
 * JUnit XML, as Jenkins, GitLab and others read it: a test case for each constraint. It fails where one
 * of severity error is violated; a violated warning passes, and says so in its output; one that could not
 * be decided is skipped. Tells the first 50 violations of each.
 */
export function junit({ constraints, violations }: Report, options: ReportOptions = {}): string {
  const cases = constraints.map((each) => {
    const own = violations.filter(({ constraint }) => constraint === each.name);
    return { each, content: contentOf(each, own, options) };
  });
  const failures = constraints.filter(fails).length;
  const skipped = constraints.filter(isSkipped).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tsrapide" tests="${cases.length}" failures="${failures}" errors="0">`,
    `  <testsuite name="tsrapide" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">`,
    ...cases.map(({ each, content }) => {
      const open = `    <testcase name="${escaped(each.name)}" classname="tsrapide.${each.kind}"`;
      return content === "" ? `${open}/>` : `${open}>\n${content}\n    </testcase>`;
    }),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function fails({ status, severity }: ConstraintCounts): boolean {
  return status === "violated" && severity === "error";
}

function isSkipped({ status }: ConstraintCounts): boolean {
  return status === "inconclusive" || status === "pending";
}

function contentOf(each: ConstraintCounts, own: readonly Violation[], options: ReportOptions): string {
  const summary = `${counted(each.violated, "instance")} violated of ${counted(each.instances, "instance")}`;
  const told = toldOf(each, own, options);
  if (fails(each)) {
    const type = own[0]?.reason ?? "violated";
    return `      <failure type="${type}" message="${escaped(summary)}">${escaped(told)}</failure>`;
  }
  if (isSkipped(each))
    return `      <skipped>${counted(each.inconclusive, "instance")} could not be decided</skipped>`;
  return each.status === "violated"
    ? `      <system-out>${escaped(`warning: ${summary}\n${told}`)}</system-out>`
    : "";
}

function toldOf(each: ConstraintCounts, own: readonly Violation[], options: ReportOptions): string {
  const told = own
    .slice(0, TOLD)
    .map((violation) =>
      [violation.message, ...proofLines(violation, options).map((line) => `  ${line}`)].join("\n"),
    );
  const left = each.violated - told.length;
  return [...told, ...(left > 0 ? [`… and ${counted(left, "more violation")}`] : [])].join("\n\n");
}

/** As text of XML; what XML cannot hold at all is replaced. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}
