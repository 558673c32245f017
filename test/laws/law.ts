import fc from "fast-check";
import { it } from "vitest";

/** What a law says of how it is checked. */
export interface LawOptions<T> {
  /** How a counterexample is shown. */
  readonly draw: (value: T) => string;
  /** Relative to the other laws. Default 100, which is 100 runs by default. */
  readonly runs?: number;
}

const FIXED_SEED = 20_260_101;
/** `seed`, or `seed/path` to go straight to one counterexample. */
const [seed, path] = (process.env["LAWS_SEED"] ?? "").split("/");
const times = Number(process.env["LAWS_RUNS"] ?? 1);

/**
 * Registers a law: `check` throws for no value of the arbitrary. By default with a fixed seed and
 * few runs, so that `npm test` is quick and the same for everyone; `LAWS_RUNS` multiplies the runs,
 * and with it the seed is a new one unless `LAWS_SEED` says which.
 */
export function law<T>(
  name: string,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => void,
  { draw, runs = 100 }: LawOptions<T>,
): void {
  it(
    name,
    () => {
      const details = fc.check(
        fc.property(arbitrary, (value) => {
          check(value);
        }),
        {
          seed: seed ? Number(seed) : times === 1 ? FIXED_SEED : Date.now() % 2 ** 31,
          ...(path === undefined ? {} : { path }),
          numRuns: Math.max(1, Math.ceil(runs * times)),
        },
      );
      if (!details.failed) return;
      const { counterexample, errorInstance, numRuns, numShrinks } = details;
      const counter = counterexample?.[0] as T;
      const replay = `LAWS_SEED=${details.seed}/${details.counterexamplePath ?? ""} npm run laws -- -t '${name}$'`;
      const error = errorInstance instanceof Error ? errorInstance : new Error(String(errorInstance));
      throw new Error(
        `${name}: broken after ${numRuns} runs (seed ${details.seed}, ${numShrinks} shrinks)\n` +
          `  replay: ${replay}\n${draw(counter)}\n${error.message}\n${stackOf(error)}`,
      );
    },
    2 ** 31 - 1,
  );
}

function stackOf(error: Error): string {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at .*\/(src|test)\//.test(line));
  return frames.slice(0, 8).join("\n");
}
