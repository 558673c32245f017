import { type Flag, readArguments, UsageError } from "../arguments.ts";

type FlagName = "events" | "json" | "help";

export const LINT_FLAGS: { readonly [K in FlagName]: Flag } = {
  events: { short: "e", value: "EVENTS", help: "try the rules on an event file, and say what never applies" },
  json: { help: "print the findings as one JSON object" },
  help: { short: "h", help: "show this help" },
};

export interface LintOptions {
  readonly rules: readonly string[];
  readonly events: string | undefined;
  readonly json: boolean;
}

/** The options of `lint`, or `"help"`. Throws a `UsageError`. */
export function readLintOptions(args: readonly string[]): LintOptions | "help" {
  const { positionals, given } = readArguments<FlagName>(args, LINT_FLAGS);
  if (given.help) return "help";
  if (positionals.length === 0) throw new UsageError("no rules: name at least one rule file");
  if ([...positionals, given.events].filter((path) => path === "-").length > 1)
    throw new UsageError('"-" is given twice: stdin can be read once');
  return {
    rules: positionals,
    events: given.events as string | undefined,
    json: given.json === true,
  };
}
