import { type Flag, readArguments, readNumber, UsageError } from "../arguments.ts";
import { readEventPaths } from "../events/event-paths.ts";
import { didYouMean } from "../../rules/nearest.ts";

const FORMATS = ["mermaid", "dot", "json"] as const;
export type Format = (typeof FORMATS)[number];

type FlagName = "format" | "around" | "depth" | "violation" | "rules" | "help";

export const EXPORT_FLAGS: { readonly [K in FlagName]: Flag } = {
  format: { short: "f", value: "FORMAT", help: `${FORMATS.join(", ")} (required)` },
  around: { value: "ID", help: "only what is near this event" },
  depth: { value: "N", help: "how many steps from it, both ways (default 3)" },
  violation: { value: "N", help: "only what proves the N-th violation of the report; needs --rules" },
  rules: {
    short: "r",
    value: "RULES",
    help: "a rule file: its links make causes, its violations are marked",
  },
  help: { short: "h", help: "show this help" },
};

export interface ExportOptions {
  readonly events: readonly string[];
  readonly format: Format;
  readonly around: string | undefined;
  readonly depth: number | undefined;
  readonly violation: number | undefined;
  readonly rules: string | undefined;
}

/** The options of `export`, or `"help"`. Throws a `UsageError`. */
export function readExportOptions(args: readonly string[]): ExportOptions | "help" {
  const { positionals, given } = readArguments<FlagName>(args, EXPORT_FLAGS);
  if (given.help) return "help";
  const events = readEventPaths(positionals, given.rules);
  const violation = readNumber("violation", given.violation, 1);
  if (violation !== undefined && given.rules === undefined)
    throw new UsageError("--violation needs the rules it violates: --rules RULES");
  if (violation !== undefined && given.around !== undefined)
    throw new UsageError("--violation and --around are two things: ask for one");
  if (given.depth !== undefined && given.around === undefined)
    throw new UsageError("--depth says how far from an event: --around ID --depth N");
  return {
    events,
    format: readFormat(given.format),
    around: given.around as string | undefined,
    depth: readNumber("depth", given.depth, 0),
    violation,
    rules: given.rules as string | undefined,
  };
}

function readFormat(text: string | true | undefined): Format {
  const format = FORMATS.find((each) => each === text);
  if (format !== undefined) return format;
  if (text === undefined) throw new UsageError(`no format: --format ${FORMATS.join("|")}`);
  throw new UsageError(
    `--format knows ${FORMATS.join(", ")}; got "${text}"${didYouMean(String(text), FORMATS)}`,
  );
}
