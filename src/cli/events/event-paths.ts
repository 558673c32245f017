import { UsageError } from "../arguments.ts";

/** The event files that a command is to read. Throws a `UsageError` where there are none. */
export function readEventPaths(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) throw new UsageError('no events: name at least one NDJSON file, or "-" for stdin');
  if (paths.filter((path) => path === "-").length > 1)
    throw new UsageError('"-" is given twice: stdin can be read once');
  return paths;
}
