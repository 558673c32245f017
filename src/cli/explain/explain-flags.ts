import { type Flag, readArguments, readNumber, UsageError } from "../arguments.ts";
import { readEventPaths } from "../events/event-paths.ts";

type FlagName = "event" | "effects" | "between" | "violation" | "rules" | "json" | "help";

export const EXPLAIN_FLAGS: { readonly [K in FlagName]: Flag } = {
  event: { value: "ID", help: "why this event happened: its causes, as a tree" },
  effects: { help: "with --event: what came of it instead" },
  between: { value: "A B", help: "how two events are related: paths, and what both come of" },
  violation: { value: "N", help: "why the N-th violation of the report is one; needs --rules" },
  rules: {
    short: "r",
    value: "RULES",
    help: "a rule file: its links make causes, its constraints violations",
  },
  json: { help: "print the answer as one JSON object" },
  help: { short: "h", help: "show this help" },
};

/** What is asked. */
export type Question =
  | { readonly about: "event"; readonly id: string; readonly effects: boolean }
  | { readonly about: "between"; readonly ids: readonly [string, string] }
  | { readonly about: "violation"; readonly number: number };

export interface ExplainCommandOptions {
  readonly events: readonly string[];
  readonly rules: string | undefined;
  readonly question: Question;
  readonly json: boolean;
}

/** The options of `explain`, or `"help"`. Throws a `UsageError`. */
export function readExplainOptions(args: readonly string[]): ExplainCommandOptions | "help" {
  const { ids, rest } = takeBetween(args);
  const { positionals, given } = readArguments<FlagName>(rest, EXPLAIN_FLAGS);
  if (given.help) return "help";
  const events = readEventPaths(positionals, given.rules);
  const number = readNumber("violation", given.violation, 1);
  const asked = [given.event, ids, number].filter((each) => each !== undefined);
  if (asked.length !== 1)
    throw new UsageError("ask one thing: --event ID, --between A B, or --violation N with --rules RULES");
  if (given.effects && given.event === undefined) throw new UsageError("--effects is for --event ID");
  if (number !== undefined && given.rules === undefined)
    throw new UsageError("--violation needs the rules it violates: --rules RULES");
  return {
    events,
    rules: given.rules as string | undefined,
    question:
      ids !== undefined
        ? { about: "between", ids }
        : number !== undefined
          ? { about: "violation", number }
          : { about: "event", id: given.event as string, effects: given.effects === true },
    json: given.json === true,
  };
}

/** Takes out the one flag that has two values. */
function takeBetween(args: readonly string[]): {
  readonly ids: readonly [string, string] | undefined;
  readonly rest: readonly string[];
} {
  const at = args.indexOf("--between");
  if (at === -1) return { ids: undefined, rest: args };
  const [a, b] = args.slice(at + 1, at + 3);
  if (a === undefined || b === undefined) throw new UsageError("--between needs two ids: --between A B");
  if (a === b) throw new UsageError(`--between needs two events, got ${JSON.stringify(a)} twice`);
  return { ids: [a, b], rest: [...args.slice(0, at), ...args.slice(at + 3)] };
}
