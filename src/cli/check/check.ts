import type { Rules } from "../../rules/parse-rules.ts";
import { RuleFileError } from "../../rules/rule-file-error.ts";
import type { LineSource } from "../lines/line-source.ts";
import { type CheckOptions, readCheckOptions } from "./check-flags.ts";
import { CheckRun, type CheckRunOptions } from "../checking/check-run.ts";
import { Complaints } from "../checking/complaints.ts";
import { type EventFile, eventFiles } from "../events/event-file.ts";
import { failedBy, statusOf } from "./exit-status.ts";
import { CHECK_HELP } from "../help.ts";
import { hintsFor } from "../checking/hints.ts";
import type { Io } from "../io.ts";
import { JsonReporter } from "./json-reporter.ts";
import { paintFor } from "../terminal/paint.ts";
import { ProgressLine } from "../terminal/progress-line.ts";
import { Places } from "../checking/places.ts";
import { quietReporter } from "./quiet-reporter.ts";
import { openAll } from "../events/open-all.ts";
import { readInTurn } from "../events/read-in-turn.ts";
import { readLive } from "../events/read-live.ts";
import { mustCheck, readRules } from "../read-rules.ts";
import type { Reading } from "../events/reading.ts";
import { ReportFiles } from "./report-files.ts";
import type { Reporter } from "./reporter.ts";
import { TextReporter } from "./text-reporter.ts";
import { UnrecordedField } from "../checking/unrecorded.ts";

/**
 * `tsrapide check`: reads event files, checks the rules, prints the report. Resolves with the exit
 * status; throws a `UsageError` for arguments it cannot read.
 */
export async function check(args: readonly string[], io: Io): Promise<number> {
  const options = readCheckOptions(args);
  if (options === "help") {
    io.stdout.write(CHECK_HELP);
    return 0;
  }
  let rules: Rules;
  let sources: LineSource[];
  let reports: ReportFiles;
  const opening = openAll(options.events, io);
  // For whoever closes them: why one could not be opened is said where they are awaited.
  const opened = opening.catch((): LineSource[] => []);
  try {
    rules = await readRules(options.rules, io);
    mustCheck(rules, options.rules);
    reports = await ReportFiles.open(options.reports, io);
    sources = await opening;
  } catch (error) {
    await Promise.all((await opened).map((source) => source.close()));
    const text = error instanceof RuleFileError ? error.message : `tsrapide: ${(error as Error).message}`;
    io.stderr.write(`${text}\n`);
    return 2;
  }
  const files = eventFiles(sources);
  const reporter = reporterFor(options, io);
  try {
    return await run(options, rules, files, { reporter, reports }, io);
  } catch (error) {
    if (!(error instanceof UnrecordedField)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 2;
  } finally {
    await reporter.close();
    await reports.close();
    await Promise.all(files.map((file) => file.close()));
  }
}

async function run(
  options: CheckOptions,
  rules: Rules,
  files: readonly EventFile[],
  { reporter, reports }: { readonly reporter: Reporter; readonly reports: ReportFiles },
  io: Io,
): Promise<number> {
  const complaints = new Complaints(io.stderr, { quiet: options.quiet });
  const progress =
    io.stderr.isTTY && !options.quiet && !options.follow ? new ProgressLine(io, files) : undefined;
  complaints.beforeLine = () => progress?.clear();
  const places = reports.some ? new Places() : undefined;
  const settings: CheckRunOptions = {
    rules,
    windowSize: options.window,
    remember: options.remember,
    maxHeld: options.maxHeld,
    // All are told as they are found: those that a report at the end holds are kept.
    maxReported: options.follow || reports.some ? MOST_REPORTED : 0,
    now: options.follow ? () => io.clock.now() : undefined,
    places,
  };
  const reading: Reading = {
    files,
    strict: options.strict,
    run: new CheckRun(settings, files, {
      violation: (violation) => reporter.violation(violation),
      inconclusive: (inconclusive) => reporter.inconclusive(inconclusive),
      brokenLine: (place, problem) => complaints.brokenLine(place, problem),
      diagnostic: (diagnostic, place) => complaints.diagnostic(diagnostic, place),
    }),
    settle: async () => {
      progress?.update(reading.run.readable);
      await reporter.settle();
    },
  };
  const stopped = await (options.follow ? readLive : readInTurn)(reading, io);
  const checkRun = reading.run;
  for (const { path, failure } of files)
    if (failure !== undefined) complaints.hint(`${path}: ${failure}: the report is of what came before`);
  const strictly = stopped === "strict";
  const report = checkRun.end(stopped === undefined ? (options.partial ? "cut" : "completed") : "stopped");
  for (const hint of hintsFor(checkRun, report, rules)) complaints.hint(hint);
  complaints.finish();
  progress?.clear();
  await reporter.finish(report);
  try {
    await reports.write(report, { placeOf: places?.of });
  } catch (error) {
    io.stderr.write(`tsrapide: ${(error as Error).message}\n`);
    return 2;
  }
  if (stopped === "signal") return io.signal.reason === "SIGTERM" ? 143 : 130;
  if (strictly) io.stderr.write("tsrapide: stopped at a broken line (--strict)\n");
  if (strictly || checkRun.failed) return 2;
  if (checkRun.readable === 0) {
    io.stderr.write(`tsrapide: not one readable line in ${files.map(({ path }) => path).join(", ")}\n`);
    return 2;
  }
  if (stopped === "closed") return 141;
  const failed = options.json && !options.quiet ? failedBy(report, options.failOn) : undefined;
  if (failed !== undefined) io.stderr.write(`${failed}\n`);
  return statusOf(report, options.failOn);
}

/** Violations of each constraint that a report holds at most which is written at the end. */
const MOST_REPORTED = 1_000;

function reporterFor({ json, quiet, follow, failOn }: CheckOptions, io: Io): Reporter {
  if (json) return new JsonReporter(io.stdout, { lines: follow });
  if (quiet) return quietReporter;
  return new TextReporter(io.stdout, paintFor(io.stdout, io.env), { live: follow, failOn });
}
