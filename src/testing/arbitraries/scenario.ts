import type { LinkRule } from "../../admission/link-rule.ts";
import type { Constraint } from "../../constrain/constraint.ts";
import type { Input } from "../../engine/input.ts";
import type { EngineOptions } from "../../engine/options.ts";
import type { Watch } from "../../match/watch.ts";
import { deliveries, type Delivery, type DeliveryOptions } from "./delivery.ts";
import type { Arbitrary, FastCheck } from "./fast-check.ts";
import { type StreamOptions, streams } from "./stream.ts";

/** A run, whole: the bounds of an engine, and everything it is told from the first input to the end. */
export interface Scenario {
  readonly options: EngineOptions;
  readonly inputs: readonly Input[];
}

/** Something told after the `at`-th arrival. */
export interface Change {
  readonly at: number;
  readonly input: Input;
}

export type End = "completed" | "stopped" | "cut" | "failed";

export interface ScenarioOptions extends StreamOptions, DeliveryOptions {
  readonly rules?: Arbitrary<readonly Constraint[]>;
  readonly watches?: Arbitrary<readonly Watch[]>;
  readonly links?: Arbitrary<readonly LinkRule[]>;
  /** Rules that are enforced, watched and perhaps disposed of while the stream runs. */
  readonly changes?: Arbitrary<readonly Change[]>;
  readonly windows?: Arbitrary<number>;
  /** How many ids are remembered; by default what an engine does by default. */
  readonly remember?: Arbitrary<number | undefined>;
  /** Whether sources may be ordered. Default false. */
  readonly ordered?: boolean;
  /** Whether `maxHeld`, `holdForMs`, `maxPinned` and `maxScopes` may be small. Default false. */
  readonly bounds?: boolean;
  /** How it ends; by default each way. */
  readonly ends?: readonly End[];
}

/** Rules that come, and perhaps go, while the stream runs. */
export function changes(
  fc: FastCheck,
  rules: Arbitrary<readonly (Constraint | Watch)[]>,
): Arbitrary<readonly Change[]> {
  const times = fc.tuple(fc.nat(12), fc.option(fc.nat(12)));
  return fc.tuple(rules, fc.array(times, { minLength: 6, maxLength: 6 })).map(([each, moments]) =>
    each.flatMap((rule, index): Change[] => {
      const [from, until] = moments[index % moments.length]!;
      const input: Input =
        rule.kind === "watch" ? { type: "watch", watch: rule } : { type: "enforce", constraint: rule };
      const start = { at: from, input };
      return until === null ? [start] : [start, { at: from + until, input: { type: "dispose", rule } }];
    }),
  );
}

/** Windows from one event up. */
export function windows(fc: FastCheck): Arbitrary<number> {
  return fc.constantFrom(Infinity, 1, 2, 3, 5, 8);
}

/** Whole runs: a stream, the way it arrives, the rules over it, the bounds, the end. */
export function scenarios(fc: FastCheck, options: ScenarioOptions = {}): Arbitrary<Scenario> {
  const { ends = ["completed", "stopped", "cut", "failed"], sources = 3 } = options;
  const bound = (small: Arbitrary<number>): Arbitrary<number | undefined> =>
    options.bounds ? fc.option(small, { nil: undefined }) : fc.constant(undefined);
  return fc
    .record({
      stream: streams(fc, options),
      // An ordered source that delivers out of order makes cycles, which are faults.
      delivery: deliveries(fc, {
        ...options,
        bySource: options.ordered === true && options.faults === false,
      }),
      rules: options.rules ?? fc.constant([]),
      watches: options.watches ?? fc.constant([]),
      links: options.links ?? fc.constant([]),
      changes: options.changes ?? fc.constant([]),
      windowSize: options.windows ?? windows(fc),
      remember: options.remember ?? fc.constant(undefined),
      sources: fc.array(
        fc.record({
          ordered: options.ordered ? fc.boolean() : fc.constant(false),
          idleMs: fc.constantFrom(Infinity, 100, 30),
          endsEarly: fc.boolean(),
        }),
        { minLength: sources, maxLength: sources },
      ),
      end: fc.constantFrom(...ends),
      bounds: fc.record({
        maxHeld: bound(fc.nat(4)),
        holdForMs: bound(fc.constantFrom(0, 20, 100)),
        maxPinned: bound(fc.nat(3)),
        maxScopes: bound(fc.nat(3)),
      }),
    })
    .map(({ stream, delivery, bounds, ...plan }) =>
      scenarioOf({ ...plan, delivered: delivery(stream), options: bounds }),
    );
}

/** What a scenario is made of. */
export interface ScenarioPlan {
  readonly delivered: readonly Delivery[];
  readonly sources: readonly SourcePlan[];
  readonly rules?: readonly Constraint[];
  readonly watches?: readonly Watch[];
  readonly links?: readonly LinkRule[];
  readonly changes?: readonly Change[];
  readonly windowSize?: number;
  readonly remember?: number | undefined;
  /** Default completed. */
  readonly end?: End;
  /** Nothing is held for a time only unless this says so. */
  readonly options?: EngineOptions;
}

/** Puts a run together. Everything that can be told is told. */
export function scenarioOf(plan: ScenarioPlan): Scenario {
  const { rules = [], watches = [], links = [], windowSize = Infinity, remember, end = "completed" } = plan;
  const before: Input[] = [
    { type: "window", windowSize, remember },
    ...links.map((link): Input => ({ type: "link", link })),
    ...rules.map((constraint): Input => ({ type: "enforce", constraint })),
    ...watches.map((watch): Input => ({ type: "watch", watch })),
  ];
  const options: EngineOptions = {
    ...plan.options,
    holdForMs: plan.options?.holdForMs ?? Infinity,
    tell: { admitted: true, evicted: true, satisfied: true },
  };
  return { options, inputs: [...before, ...inputsOf(plan.delivered, plan.sources, end, plan.changes ?? [])] };
}

export interface SourcePlan {
  readonly ordered: boolean;
  readonly idleMs: number;
  readonly endsEarly: boolean;
}

const START = 1_000;

function inputsOf(
  delivered: readonly Delivery[],
  sources: readonly SourcePlan[],
  end: End,
  changes: readonly Change[],
): Input[] {
  const inputs: Input[] = sources.map(({ ordered, idleMs }, at) => ({
    type: "sourceAdded",
    source: `s${at}`,
    ordered,
    idleMs,
    now: START,
  }));
  const arrivals = timed(delivered);
  const running = new Set(sources.keys());
  let now = START;
  for (const [index, { event, at, tick, ...times }] of arrivals.entries()) {
    now = Math.max(now, times.now);
    const { from, ...input } = event;
    inputs.push({ type: "arrival", event: input, source: from, at, now });
    for (const change of changes) if (change.at === index) inputs.push(change.input);
    for (const [number, source] of sources.entries()) {
      const name = `s${number}`;
      if (
        !source.endsEarly ||
        !running.has(number) ||
        arrivals.slice(index + 1).some((a) => a.event.from === name)
      )
        continue;
      running.delete(number);
      // The failure, if there is to be one, is that of the first source.
      inputs.push({ type: "sourceEnded", source: name, failed: end === "failed" && number === 0, now });
    }
    if (tick === undefined) continue;
    now += tick;
    const waiting = arrivals.slice(index + 1).filter((later) => later.at <= now);
    inputs.push({ type: "tick", now, horizon: Math.min(...waiting.map((later) => later.at)) });
  }
  if (end !== "stopped")
    for (const number of running)
      inputs.push({
        type: "sourceEnded",
        source: `s${number}`,
        failed: end === "failed" && number === 0,
        now,
      });
  inputs.push({ type: "end", outcome: end === "failed" ? "completed" : end, now });
  return inputs;
}

/** Arrival times in the order of delivery; ticks in between push what follows them on. */
function timed(delivered: readonly Delivery[]): (Delivery & { readonly at: number; readonly now: number })[] {
  let now = START;
  let at = START;
  return delivered.map((delivery) => {
    now += delivery.elapsed;
    at = Math.max(at, now - delivery.lag);
    const timedDelivery = { ...delivery, at, now };
    now += delivery.tick ?? 0;
    return timedDelivery;
  });
}
