import type { ConstraintCounts, EventRef, Report, Violation } from "../index.ts";
import { counted, printable } from "../wording.ts";
import { describeEvent, type ReportOptions } from "./place.ts";
import { proofLines } from "./proof.ts";

/**
 * SARIF 2.1.0, as code scanning reads it: a rule for each constraint, a result for each violation that the
 * report holds, with the place of its last event and the causal chain as a code flow. What could not be
 * decided is a result of kind "open".
 */
export function sarif({ constraints, violations }: Report, options: ReportOptions = {}): string {
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "tsrapide", rules: constraints.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        results: [
          ...violations.map((violation) => resultOf(violation, constraints, options)),
          ...constraints.flatMap(undecided),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf({ name, kind, severity }: ConstraintCounts): object {
  return {
    id: name,
    shortDescription: { text: `${kind} ${name}` },
    defaultConfiguration: { level: severity },
  };
}

function resultOf(
  violation: Violation,
  constraints: readonly ConstraintCounts[],
  options: ReportOptions,
): object {
  const { id, constraint, severity, message, chain, events } = violation;
  const at = chain.at(-1) ?? events[0];
  return {
    ruleId: constraint,
    ruleIndex: constraints.findIndex(({ name }) => name === constraint),
    level: severity,
    message: { text: [printable(message), ...proofLines(violation, options)].join("\n") },
    ...(at !== undefined && { locations: [locationOf(at, options)] }),
    ...(chain.length > 1 && {
      codeFlows: [
        {
          threadFlows: [
            {
              locations: chain.map((step) => ({
                location: { ...locationOf(step, options), message: { text: describeEvent(step, {}) } },
              })),
            },
          ],
        },
      ],
    }),
    partialFingerprints: { "violation/v1": id },
  };
}

function undecided({ name, inconclusive }: ConstraintCounts, ruleIndex: number): object[] {
  if (inconclusive === 0) return [];
  const text = `${counted(inconclusive, "instance")} could not be decided`;
  return [{ ruleId: name, ruleIndex, kind: "open", level: "none", message: { text } }];
}

function locationOf(event: EventRef, { placeOf }: ReportOptions): object {
  const place = placeOf?.(event.id);
  return {
    ...(place !== undefined && {
      physicalLocation: {
        artifactLocation: { uri: uriOf(place.file) },
        region: { startLine: place.line },
      },
    }),
    logicalLocations: [{ name: event.id, fullyQualifiedName: `${event.name}/${event.id}`, kind: "event" }],
  };
}

/** A path as a URI reference: relative where the path is. */
function uriOf(path: string): string {
  const text = path.replaceAll("\\", "/").replaceAll(/\p{Surrogate}/gu, "\uFFFD");
  const parts = text.split("/").map(encodeURIComponent);
  return path.startsWith("/") ? `file://${parts.join("/")}` : parts.join("/");
}
