import { type LineSource, openLines } from "../lines/line-source.ts";
import type { Io } from "../io.ts";

/** Opens every file before the first is read; where one cannot be, none is left open. */
export async function openAll(paths: readonly string[], io: Io): Promise<LineSource[]> {
  const opened = await Promise.allSettled(paths.map((path) => openLines(path, io)));
  const sources = opened.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const problems = opened.flatMap((each) =>
    each.status === "rejected" ? [(each.reason as Error).message] : [],
  );
  if (problems.length === 0) return sources;
  await Promise.all(sources.map((each) => each.close()));
  throw new Error(problems.join("\ntsrapide: "));
}
