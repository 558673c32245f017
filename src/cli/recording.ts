import type { Constraint } from "../constrain/constraint.ts";
import type { Report } from "../engine/report.ts";
import type { Violation } from "../constrain/violation.ts";
import type { CausalGraph, RetainedEvent } from "../graph/causal-graph.ts";
import { nearestFew } from "../rules/nearest.ts";
import type { Rules } from "../rules/parse-rules.ts";
import { UsageError } from "./arguments.ts";
import { CheckRun } from "./check-run.ts";
import { Complaints } from "./complaints.ts";
import { eventFiles } from "./event-file.ts";
import type { Io } from "./io.ts";
import { openAll } from "./open-all.ts";
import { readInTurn } from "./read-in-turn.ts";
import { readRules } from "./read-rules.ts";

/** A recording with all of its events, in memory. */
export interface Recording {
  readonly graph: CausalGraph;
  /** In the order decided. */
  readonly violations: readonly Violation[];
  readonly constraints: readonly Constraint[];
}

/** Why there is no answer: said on standard error, with the exit status. */
export class Unanswered extends Error {
  readonly status: number;

  constructor(message: string, status = 2) {
    super(message);
    this.status = status;
  }
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
  const { run, violations } = await readThrough(paths, rules, Infinity, io);
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
  windowSize: number,
  io: Io,
): Promise<ReadThrough> {
  const files = eventFiles(await orUnanswered(openAll(paths, io)));
  const violations: Violation[] = [];
  const complaints = new Complaints(io.stderr, { quiet: false });
  const run = new CheckRun(
    {
      rules,
      windowSize,
      remember: undefined,
      engine: { maxHeld: 1_000_000, holdForMs: Infinity, maxReported: 0, deadlineClock: "event" },
      idleMs: Infinity,
      now: undefined,
    },
    files,
    {
      violation: (violation) => violations.push(violation),
      inconclusive: () => {},
      brokenLine: (place, problem) => complaints.brokenLine(place, problem),
      diagnostic: (diagnostic, place) => complaints.diagnostic(diagnostic, place),
    },
  );
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

/** How many ids are looked through for one that was meant. */
const LOOKED_THROUGH = 200_000;

/** The event of an id. Throws `Unanswered` with the nearest ids where there is none. */
export function eventOf({ graph }: Recording, id: string): RetainedEvent {
  const event = graph.get(id);
  if (event !== undefined) return event;
  const events = graph.events();
  const citing = events.find(({ missingCauses }) => missingCauses?.includes(id));
  if (citing !== undefined)
    throw new Unanswered(
      `${JSON.stringify(id)} never came: it is only cited, by ${citing.name} ${JSON.stringify(citing.id)}`,
    );
  const ids = events
    .slice(0, LOOKED_THROUGH)
    .map((each) => each.id)
    .filter((other) => Math.abs(other.length - id.length) <= 2);
  const near = nearestFew(id, ids, 3).map((other) => JSON.stringify(other));
  const meant = near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
  throw new Unanswered(`no event has the id ${JSON.stringify(id)}${meant}`);
}

/** The violation of a number, from 1. Throws `Unanswered` where there are not so many. */
export function violationOf({ violations }: Recording, number: number): Violation {
  const violation = violations[number - 1];
  if (violation !== undefined) return violation;
  throw new Unanswered(
    violations.length === 0
      ? "nothing is violated: there is no violation to look at"
      : `there is no violation ${number}: they are numbered from 1 to ${violations.length}, in the order of the report`,
  );
}

/** The number of a violation, from 1. */
export function readNumber(flag: string, text: string | true | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = typeof text === "string" && /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= least) return number;
  throw new UsageError(`--${flag} takes a whole number from ${least} up, got "${text}"`);
}
