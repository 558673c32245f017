import { Session } from "node:inspector";

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

// What is loaded before this counts only in part: import it first.
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/**
 * How much work `run` is, whatever the machine: how often the blocks of the library's code were
 * executed, as the coverage counters of the runtime say. Built-in functions count as one step.
 */
export function stepsOf(run: () => void): number {
  taken();
  run();
  let steps = 0;
  for (const { url, functions } of taken().result)
    if (/\/src\/(?!testing\/)/.test(url))
      for (const { ranges } of functions) for (const { count } of ranges) steps += count;
  return steps;
}

function taken(): Coverage {
  let coverage: Coverage | undefined;
  session.post("Profiler.takePreciseCoverage", (error, result) => {
    if (error) throw error;
    coverage = result as unknown as Coverage;
  });
  if (coverage === undefined) throw new Error("the profiler did not answer at once");
  return coverage;
}
