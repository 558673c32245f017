import type { EventInput } from "../../event.ts";
import type { Arbitrary, FastCheck } from "./fast-check.ts";
import { citedBy, SHAPES } from "./shape.ts";

/** An event of a generated stream, with its place of origin. */
export interface StreamEvent extends EventInput<StreamData> {
  readonly id: string;
  readonly causes: readonly string[];
  readonly data: StreamData;
  /** Registered name of its source. */
  readonly from: string;
}

export interface StreamData {
  /** What predicates look at: 0, 1 or 2. */
  readonly k: number;
  /** What link rules look at: few keys, shared by several events. */
  readonly key: string | null;
  /** The id of an earlier event, for links that have one candidate. */
  readonly near: string | null;
}

export interface StreamOptions {
  /** Default 24. */
  readonly maxLength?: number;
  /** Default 3. */
  readonly sources?: number;
  /**
   * Event times: rising through the whole stream, anyhow, or left out. By default any of these.
   */
  readonly times?: "rising" | "anyhow" | "none";
}

/** Few, so that rules bite. */
export const NAMES = ["A", "B", "C", "D.x"] as const;

/**
 * Streams of every shape: chains, layers, dense graphs, forests, fan-in, diamonds. Events come in a
 * causal order, and shrinking takes events out and straightens what is left.
 */
export function streams(fc: FastCheck, options: StreamOptions = {}): Arbitrary<StreamEvent[]> {
  const { maxLength = 24, sources = 3 } = options;
  const step = fc.record({
    name: fc.constantFrom(...NAMES),
    picks: fc.array(fc.nat(11), { maxLength: 3 }),
    source: fc.nat(sources - 1),
    k: fc.nat(2),
    key: fc.option(fc.nat(3)),
    // Coarse, so that deadlines are met to the millisecond.
    elapsed: fc.integer({ min: -3, max: 6 }).map(inTens),
  });
  const times = options.times ? fc.constant(options.times) : fc.constantFrom("rising", "anyhow", "none");
  return fc
    .tuple(fc.constantFrom(...SHAPES), times, fc.array(step, { minLength: 1, maxLength, size: "max" }))
    .map(([shape, timing, steps]) => {
      let time = 1_000;
      return steps.map(({ name, picks, source, k, key, elapsed }, at) => {
        time += timing === "rising" ? Math.abs(elapsed) : elapsed;
        const near = key === null || at === 0 ? null : `e${Math.max(0, at - 1 - key)}`;
        return {
          id: `e${at}`,
          name,
          from: `s${source}`,
          ...(timing === "none" ? {} : { time }),
          data: { k, key: key === null ? null : `k${key}`, near },
          causes: [...new Set(citedBy(shape, at, picks))].map((index) => `e${index}`),
        };
      });
    });
}

/** A time in steps of ten milliseconds. */
export function inTens(count: number): number {
  return 10 * count;
}
