import { resolve } from "node:path";
import { type Flag, readArguments, readCount, UsageError } from "../arguments.ts";
import type { ReportFormat } from "./report-files.ts";
import { readEventPaths } from "../events/event-paths.ts";
import { didYouMean } from "../../rules/nearest.ts";

/** Verdicts beside violations that can make a check fail. */
export const FAIL_ON = ["inconclusive", "vacuous", "rejected", "missing", "predicateErrors"] as const;
export type FailOn = (typeof FAIL_ON)[number];

type FlagName =
  | "rules"
  | "window"
  | "remember"
  | "max-held"
  | "fail-on"
  | "strict"
  | "partial"
  | "follow"
  | "junit"
  | "sarif"
  | "markdown"
  | "json"
  | "quiet"
  | "help";

export const CHECK_FLAGS: { readonly [K in FlagName]: Flag } = {
  rules: { short: "r", value: "RULES", help: "the rule file, YAML or JSON (required)" },
  window: {
    value: "N",
    help: "events to retain: a number or Infinity (default: the rule file's window, else 10000)",
  },
  remember: {
    value: "N",
    help: "ids to remember past the window (default: twice the window, at least 10000)",
  },
  "max-held": {
    value: "N",
    help: "events that may wait for their causes (default 1000000; with --follow 10000)",
  },
  "fail-on": { value: "A,B,…", help: `exit 1 also for: ${FAIL_ON.join(", ")}` },
  strict: { help: "stop at the first broken line, with exit 2" },
  partial: { help: "the recording was cut: what is pending at its end is inconclusive, not violated" },
  follow: { help: "live: print each violation when it is decided, deadlines fall by the clock on the wall" },
  junit: { value: "FILE", help: "also write JUnit XML: a test case for each constraint" },
  sarif: { value: "FILE", help: "also write SARIF 2.1.0: a result for each violation, with its chain" },
  markdown: { value: "FILE", help: "also write Markdown, for a summary page" },
  json: { help: "print one JSON object (with --follow: one a line for each violation, then the report)" },
  quiet: {
    short: "q",
    help: "print no table, no hints and no progress: the exit status tells (--json still prints)",
  },
  help: { short: "h", help: "show this help" },
};

export interface CheckOptions {
  readonly events: readonly string[];
  readonly rules: string;
  readonly window: number | undefined;
  readonly remember: number | undefined;
  readonly maxHeld: number | undefined;
  readonly failOn: ReadonlySet<FailOn>;
  readonly strict: boolean;
  readonly partial: boolean;
  readonly follow: boolean;
  /** Files to write the report to, by format. */
  readonly reports: { readonly [F in ReportFormat]: string | undefined };
  readonly json: boolean;
  readonly quiet: boolean;
}

/** The options of `check`, or `"help"`. Throws a `UsageError`. */
export function readCheckOptions(args: readonly string[]): CheckOptions | "help" {
  const { positionals, given } = readArguments<FlagName>(args, CHECK_FLAGS);
  if (given.help) return "help";
  const events = readEventPaths(positionals, given.rules);
  if (typeof given.rules !== "string")
    throw new UsageError("no rules: name the rule file with --rules RULES");
  const reports = {
    junit: given.junit as string | undefined,
    sarif: given.sarif as string | undefined,
    markdown: given.markdown as string | undefined,
  };
  mustNotOverwrite(reports, [...events, given.rules]);
  return {
    events,
    rules: given.rules,
    window: readCount("window", given.window, { least: 1 }),
    remember: readCount("remember", given.remember, { least: 0 }),
    maxHeld: readCount("max-held", given["max-held"], { least: 0 }),
    failOn: readFailOn(given["fail-on"]),
    strict: given.strict === true,
    partial: given.partial === true,
    follow: given.follow === true,
    reports,
    json: given.json === true,
    quiet: given.quiet === true,
  };
}

/** A report is opened before anything is read: over a recording it would leave nothing of it. */
function mustNotOverwrite(reports: CheckOptions["reports"], read: readonly string[]): void {
  const taken = new Set(read.map((path) => resolve(path)));
  for (const [format, path] of Object.entries(reports)) {
    if (path === undefined) continue;
    if (taken.has(resolve(path)))
      throw new UsageError(`--${format} would overwrite ${path}: a report needs a file of its own`);
    taken.add(resolve(path));
  }
}

function readFailOn(text: string | true | undefined): ReadonlySet<FailOn> {
  const reasons = typeof text === "string" ? text.split(",").map((each) => each.trim()) : [];
  for (const reason of reasons)
    if (!FAIL_ON.includes(reason as FailOn))
      throw new UsageError(
        `--fail-on knows ${FAIL_ON.join(", ")}; got "${reason}"${didYouMean(reason, FAIL_ON)}`,
      );
  return new Set(reasons as FailOn[]);
}
