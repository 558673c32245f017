import { drawDot, drawMermaid } from "../../draw/index.ts";
import type { Slice } from "../../explain/slice.ts";
import type { Violation } from "../../constrain/violation.ts";
import { dataOf } from "../../unparsed.ts";
import { answer } from "../recording/answer.ts";
import { type Format, readExportOptions } from "./export-flags.ts";
import { EXPORT_HELP } from "../help.ts";
import type { Io } from "../io.ts";
import { eventOf, violationOf } from "../recording/asked-for.ts";
import { readRecording, type Recording } from "../recording/recording.ts";

/**
 * `tsrapide export`: prints a part of the graph of a recording. Resolves with the exit status; throws a
 * `UsageError` for arguments it cannot read.
 */
export async function exportGraph(args: readonly string[], io: Io): Promise<number> {
  const options = readExportOptions(args);
  if (options === "help") {
    io.stdout.write(EXPORT_HELP);
    return 0;
  }
  return answer(io, async () => {
    const recording = await readRecording(options.events, options.rules, io);
    const { around, depth, violation: number, format } = options;
    if (number !== undefined) {
      const violation = violationOf(recording, number);
      return drawn(format, proofOf(violation, recording), [violation]);
    }
    if (around !== undefined) eventOf(recording, around);
    return drawn(format, recording.graph.slice({ around, depth }), recording.violations);
  });
}

function drawn(format: Format, slice: Slice, violations: readonly Violation[]): string {
  if (format === "mermaid") return drawMermaid(slice, { violations });
  if (format === "dot") return drawDot(slice, { violations });
  const events = slice.events.map((event) => ({ ...event, data: dataOf(event.data) }));
  const shown = new Set(events.map(({ id }) => id));
  const broken = violations
    .filter((violation) => violation.events.some(({ id }) => shown.has(id)))
    .map(({ chain, events: named, ...said }) => ({
      ...said,
      events: named.map((event) => event.id),
      chain: chain.map((event) => event.id),
    }));
  return `${JSON.stringify({ events, edges: slice.edges, outside: slice.outside, violations: broken }, undefined, 2)}\n`;
}

/** The events of a violation, with the chain that proves it. */
function proofOf({ chain, events, instance }: Violation, { graph }: Recording): Slice {
  const ids = new Set([...chain, ...events].map(({ id }) => id));
  const steps = instance === "*" ? [] : chain.slice(1);
  return {
    events: graph.events().filter(({ id }) => ids.has(id)),
    edges: steps.map(({ id, hidden = 0 }, at) => ({ cause: chain[at]!.id, effect: id, hidden })),
    outside: 0,
  };
}
