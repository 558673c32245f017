import { type Flag, readArguments } from "../arguments.ts";
import { readEventPaths } from "../events/event-paths.ts";

type FlagName = "rules" | "help";

export const SUGGEST_FLAGS: { readonly [K in FlagName]: Flag } = {
  rules: { short: "r", value: "RULES", help: "a rule file whose links make causes" },
  help: { short: "h", help: "show this help" },
};

export interface SuggestOptions {
  readonly events: readonly string[];
  readonly rules: string | undefined;
}

/** The options of `suggest`, or `"help"`. Throws a `UsageError`. */
export function readSuggestOptions(args: readonly string[]): SuggestOptions | "help" {
  const { positionals, given } = readArguments<FlagName>(args, SUGGEST_FLAGS);
  if (given.help) return "help";
  return { events: readEventPaths(positionals), rules: given.rules as string | undefined };
}
