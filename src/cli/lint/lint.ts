import { type Finding, lintRules, RuleFileError, type Rules } from "../../rules/index.ts";
import { counted, printable } from "../../wording.ts";
import { LINT_HELP } from "../help.ts";
import { hintsFor } from "../checking/hints.ts";
import type { Io } from "../io.ts";
import { readLintOptions } from "./lint-flags.ts";
import { readRules } from "../read-rules.ts";
import { readThrough } from "../recording/recording.ts";
import { Unanswered } from "../recording/unanswered.ts";

/** A finding in a file; where it has no place of its own it is about the file. */
interface Told extends Partial<Omit<Finding, "severity" | "message">> {
  readonly file: string;
  readonly severity: Finding["severity"];
  readonly message: string;
}

/**
 * `tsrapide lint`: says what is wrong with rule files, and with `--events` what in them never applies.
 * Resolves with the exit status; throws a `UsageError` for arguments it cannot read.
 */
export async function lint(args: readonly string[], io: Io): Promise<number> {
  const options = readLintOptions(args);
  if (options === "help") {
    io.stdout.write(LINT_HELP);
    return 0;
  }
  const found: Told[] = [];
  try {
    for (const file of options.rules) found.push(...(await findings(file, options.events, io)));
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    io.stderr.write(`tsrapide: ${error.message}\n`);
    return error.status;
  }
  io.stdout.write(
    options.json ? `${JSON.stringify({ findings: found }, undefined, 2)}\n` : asText(found, options.rules),
  );
  return found.some(({ severity }) => severity === "error") ? 1 : 0;
}

async function findings(file: string, events: string | undefined, io: Io): Promise<Told[]> {
  let rules: Rules;
  try {
    rules = await readRules(file, io);
  } catch (error) {
    if (error instanceof RuleFileError)
      return error.problems.map((problem) => ({ file, severity: "error", ...problem }));
    throw new Unanswered((error as Error).message);
  }
  const own = lintRules(rules).map((each) => ({ file, ...each }));
  return events === undefined ? own : [...own, ...(await triedOn(events, file, rules, io))];
}

/** What the events say of the rules: warnings, since others might say something else. */
async function triedOn(events: string, file: string, rules: Rules, io: Io): Promise<Told[]> {
  const { run, report } = await readThrough([events], rules, io);
  const failed = report.constraints.filter(({ predicateErrors }) => predicateErrors > 0);
  const messages = [
    ...hintsFor(run, report, rules),
    ...failed.map(
      ({ name, predicateErrors }) =>
        `constraint "${name}": a condition failed on ${counted(predicateErrors, "event")}, which it then did not select`,
    ),
  ];
  return messages.map((message) => ({ file, severity: "warning", message }));
}

function asText(found: readonly Told[], files: readonly string[]): string {
  if (found.length === 0) return `${files.join(", ")}: nothing to complain of\n`;
  const lines = found.map(({ file, line, column, path, severity, message }) => {
    const place = line === undefined ? file : `${file}:${line}:${column}`;
    return `${printable(`${place}: ${severity}: ${path ? `${path}: ` : ""}${message}`)}\n`;
  });
  const errors = found.filter(({ severity }) => severity === "error").length;
  return `${lines.join("")}${counted(errors, "error")}, ${counted(found.length - errors, "warning")}\n`;
}
