import { type Capture, LEVELS } from "../../adapters/capture.ts";
import { type Flag, readArguments, UsageError } from "../arguments.ts";
import { didYouMean } from "../../rules/nearest.ts";

type FlagName = "rules" | "log" | "guard" | "session-order" | "capture" | "redact" | "name" | "help";

export const TAP_FLAGS: { readonly [K in FlagName]: Flag } = {
  rules: {
    short: "r",
    value: "RULES",
    help: "the rule file; what breaks a rule is told on stderr, as it happens",
  },
  log: { short: "l", value: "FILE", help: "append every event, one a line, for tsrapide check" },
  guard: {
    value: "closed|open",
    optional: true,
    help: "refuse tool calls that would break a rule; closed (default): and those that cannot be decided",
  },
  "session-order": {
    help: "take what the host sends as caused by all it had received before (on with --guard)",
  },
  capture: {
    value: "LEVEL",
    help: `what is written to the log: ${LEVELS.join(", ")} (default: names, which is names and sizes)`,
  },
  redact: {
    value: "KEY,KEY,…",
    help: "with --capture: write [redacted] for values of these keys, at any depth and in URIs",
  },
  name: { value: "NAME", help: "the source of the events (default: mcp)" },
  help: { short: "h", help: "show this help" },
};

export interface TapOptions {
  readonly command: readonly [string, ...string[]];
  readonly rules: string | undefined;
  readonly log: string | undefined;
  readonly guard: "closed" | "open" | undefined;
  readonly sessionOrder: boolean;
  readonly capture: Capture;
  readonly redact: ReadonlySet<string>;
  readonly name: string;
}

/** The options of `tap`, or `"help"`. Throws a `UsageError`. */
export function readTapOptions(args: readonly string[]): TapOptions | "help" {
  const asksForHelp = args.includes("--help") || args.includes("-h");
  if (!args.includes("--") && !asksForHelp)
    throw new UsageError('no command: it goes behind "--", as in tsrapide tap --log FILE -- COMMAND …');
  const { positionals, behindDashes = [], given } = readArguments<FlagName>(args, TAP_FLAGS);
  if (given.help) return "help";
  const [command, ...rest] = behindDashes;
  if (command === undefined) throw new UsageError('no command: nothing stands behind "--"');
  if (positionals.length > behindDashes.length)
    throw new UsageError(`"${positionals[0]}" stands before "--": the command goes behind it, whole`);
  const { rules, log, capture, redact, name } = given as { readonly [K in FlagName]?: string };
  const guard = given.guard === true ? "closed" : given.guard;
  if (guard !== undefined && rules === undefined)
    throw new UsageError("--guard decides by rules: name the rule file with --rules RULES");
  if (rules === undefined && log === undefined)
    throw new UsageError("nothing to do: name a rule file with --rules, a log with --log, or both");
  if (redact !== undefined && (capture ?? "names") === "names")
    throw new UsageError("--redact is about values, and names and sizes have none: it goes with --capture");
  return {
    command: [command, ...rest],
    rules,
    log,
    guard: oneOf("guard", guard, ["closed", "open"]),
    sessionOrder: given["session-order"] === true || guard !== undefined,
    capture: oneOf("capture", capture, LEVELS) ?? "names",
    redact: new Set(redact?.split(",").map((key) => key.trim())),
    name: name ?? "mcp",
  };
}

function oneOf<Value extends string>(
  flag: FlagName,
  given: string | undefined,
  known: readonly Value[],
): Value | undefined {
  if (given === undefined || known.includes(given as Value)) return given as Value | undefined;
  throw new UsageError(`--${flag} knows ${known.join(", ")}; got "${given}"${didYouMean(given, known)}`);
}
