import { printable } from "../wording.ts";

/** One thing that is wrong with a rule file, and where. Lines and columns count from 1. */
export interface RuleProblem {
  readonly line: number;
  readonly column: number;
  /** The keys that lead there: `constraints[0].mustMatch.within`. Empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** A rule file that cannot be used: every problem of it, in the order of the file. */
export class RuleFileError extends Error {
  readonly code = "RuleFile";
  readonly file: string;
  readonly problems: readonly RuleProblem[];

  constructor(file: string, problems: readonly RuleProblem[]) {
    super(problems.map((problem) => describeProblem(file, problem)).join("\n"));
    this.name = "RuleFileError";
    this.file = file;
    this.problems = problems;
  }
}

/** `file:line:column: path: message` on one line, as editors and terminals link it. */
function describeProblem(file: string, { line, column, path, message }: RuleProblem): string {
  return printable(`${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}`);
}
