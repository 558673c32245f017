import type { Constraint } from "../../constrain/constraint.ts";
import type { Report } from "../../engine/report.ts";
import type { Violation } from "../../constrain/violation.ts";
import type { CausalGraph } from "../../graph/causal-graph.ts";
import type { Rules } from "../../rules/parse-rules.ts";
import { CheckRun } from "../checking/check-run.ts";
import { Complaints } from "../checking/complaints.ts";
import { eventFiles } from "../events/event-file.ts";
import type { Io } from "../io.ts";
import { openAll } from "../events/open-all.ts";
import { readInTurn } from "../events/read-in-turn.ts";
import { readRules } from "../read-rules.ts";
import { Unanswered } from "./unanswered.ts";

/** A recording with all of its events, in memory. */
export interface Recording {
  readonly graph: CausalGraph;
  /** In the order decided. */
  readonly violations: readonly Violation[];
  readonly constraints: readonly Constraint[];
}

const NO_RULES: Rules = { window: undefined, watches: [], constraints: [], links: [] };

/**
 * Reads event files whole, and the rules where they are named: their links make causes, their
 * constraints are checked. Memory grows with the events. Throws `Unanswered` where files or rules cannot
 * be read, or hold no event.
 */
export async function readRecording(
  paths: readonly string[],
  rulesPath: string | undefined,
  io: Io,
): Promise<Recording> {
  const rules = rulesPath === undefined ? NO_RULES : await orUnanswered(readRules(rulesPath, io));
  const { run, violations } = await readThrough(paths, rules, io, Infinity);
  return { graph: run.graph, violations, constraints: rules.constraints };
}

/** What came of reading event files from beginning to end. */
export interface ReadThrough {
  readonly run: CheckRun;
  readonly report: Report;
  readonly violations: readonly Violation[];
}

/** Reads event files and checks rules on them. Throws `Unanswered` where there is no event to be read. */
export async function readThrough(
  paths: readonly string[],
  rules: Rules,
  io: Io,
  windowSize?: number,
): Promise<ReadThrough> {
  const files = eventFiles(await orUnanswered(openAll(paths, io)));
  const violations: Violation[] = [];
  const complaints = new Complaints(io.stderr, { quiet: false });
  const run = new CheckRun({ rules, windowSize }, files, {
    violation: (violation) => violations.push(violation),
    inconclusive: () => {},
    brokenLine: (place, problem) => complaints.brokenLine(place, problem),
    diagnostic: (diagnostic, place) => complaints.diagnostic(diagnostic, place),
  });
  try {
    const stopped = await readInTurn({ run, files, strict: false, settle: async () => {} }, io);
    if (stopped !== undefined) throw new Unanswered("stopped before all was read", 130);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
  for (const { path, failure } of files)
    if (failure !== undefined) complaints.hint(`${path}: ${failure}: the answer is of what came before`);
  const report = run.end("completed");
  complaints.finish();
  if (run.readable === 0) throw new Unanswered(`not one readable line in ${paths.join(", ")}`);
  return { run, report, violations };
}

async function orUnanswered<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw new Unanswered((error as Error).message);
  }
}
