import { UsageError } from "../arguments.ts";

/**
 * The event files that a command is to read, beside a rule file. Throws a `UsageError` where there are none,
 * and where stdin would have to be read twice.
 */
export function readEventPaths(paths: readonly string[], rules?: string | true): readonly string[] {
  if (paths.length === 0) throw new UsageError('no events: name at least one NDJSON file, or "-" for stdin');
  if (paths.filter((path) => path === "-").length > 1)
    throw new UsageError('"-" is given twice: stdin can be read once');
  if (rules === "-" && paths.includes("-"))
    throw new UsageError("stdin cannot be the events and the rules at once");
  return paths;
}
