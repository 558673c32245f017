// First, because it counts only what is loaded after it.
import { stepsOf } from "./steps.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Constraint, mustMatch, never, precededBy } from "../../src/constrain/constraint.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import type { EngineOptions } from "../../src/engine/options.ts";
import type { Output } from "../../src/engine/output.ts";
import type { EventInput } from "../../src/event.ts";
import { type Match, type Watch, watch } from "../../src/match/watch.ts";
import { allOf, type Part, selectorsOf, seq } from "../../src/pattern/pattern.ts";
import { nameMatches } from "../../src/pattern/selector.ts";
import { partsOf } from "../../src/rules/parts-of.ts";
import { scenarios } from "../../src/testing/arbitraries.ts";
import { type Fact, factsOf } from "../../src/testing/oracle.ts";
import { drawScenario } from "./draw.ts";
import { stepFully } from "./drive.ts";
import { severalRules, twoWatches } from "./every-rule.ts";
import { law } from "./law.ts";

// L5: an event costs its direct causes, the matches and verdicts it makes, and the rules it meets.
// Never the window, the depth, the length of the stream, or rules that it does not touch.

/** Which earlier events the `at`-th one cites. */
const shapes: Record<string, (at: number) => number[]> = {
  chain: (at) => (at === 0 ? [] : [at - 1]),
  "eight chains": (at) => (at < 8 ? [] : [at - 8]),
  hub: (at) => (at === 0 ? [] : at % 10 === 0 ? [0, at - 1] : [at - 1]),
  layers: (at) => (at < 4 ? [] : [0, 1, 2, 3].map((each) => at - (at % 4) - 4 + each)),
  diamonds: (at) =>
    at === 0 ? [] : at % 4 === 0 ? [at - 1] : at % 4 === 3 ? [at - 1, at - 2] : [at - (at % 4)],
};

/** Each event is touched by a rule now and then; what it touches is decided soon. */
function rulesOver(name: string): Constraint[] {
  return [
    mustMatch({ name: `${name} must`, trigger: `${name}.t`, response: `${name}.r` }),
    mustMatch({ name: `${name} soon`, trigger: `${name}.t`, response: `${name}.r`, within: { events: 40 } }),
    never({ name: `${name} never`, pattern: [`${name}.x`, `${name}.y`], withinCause: `${name}.c` }),
    never({ name: `${name} nearest`, pattern: `${name}.x`, withinCause: `${name}.c`, scope: "nearest" }),
    precededBy({ name: `${name} preceded`, effect: `${name}.r`, cause: `${name}.t` }),
  ];
}

/** Where in every 64 events a scope begins, and what is forbidden in it. */
const IN_SCOPE: Record<number, string> = { 24: "M.c", 40: "M.x", 56: "M.y" };

interface Plan {
  readonly shape: string;
  readonly length: number;
  readonly windowSize: number;
  readonly others?: number;
}

function engineFor({ windowSize, others = 0 }: Plan): Engine {
  const engine = new Engine();
  const rules = [
    ...rulesOver("M"),
    ...Array.from({ length: others }, (_, at) => rulesOver(`Other${at}`)).flat(),
  ];
  const inputs: Input[] = [
    { type: "window", windowSize },
    ...rules.map((constraint): Input => ({ type: "enforce", constraint })),
    { type: "watch", watch: watch(["M.t", "M.r"], () => {}, { match: "nearest" }) },
    { type: "sourceAdded", source: "s", ordered: false, idleMs: Infinity, now: 0 },
  ];
  for (const input of inputs) engine.step(input);
  return engine;
}

/** Steps an event of the later half of a run, where everything has come to its steady state. */
function stepsAnEvent(plan: Plan): number {
  const engine = engineFor(plan);
  const cites = shapes[plan.shape]!;
  const from = plan.length / 2;
  const arrive = (at: number): void => {
    const name = at % 16 === 1 ? "M.t" : at % 16 === 9 ? "M.r" : (IN_SCOPE[at % 64] ?? "M.e");
    const event = { id: `e${at}`, name, time: at, causes: cites(at).map((each) => `e${each}`) };
    engine.step({ type: "arrival", event, source: "s", at, now: at });
  };
  for (let at = 0; at < from; at++) arrive(at);
  const steps = stepsOf(() => {
    for (let at = from; at < plan.length; at++) arrive(at);
  });
  expect(engine.stats().events).toMatchObject({ admitted: plan.length, missingCauses: 0 });
  return steps / (plan.length - from);
}

describe.each(Object.keys(shapes))("L5 %s", (shape) => {
  const base: Plan = { shape, length: 4_000, windowSize: 200 };

  it("the length of the stream costs nothing", () => {
    const short = stepsAnEvent(base);
    expect(short).toBeGreaterThan(5);
    const long = stepsAnEvent({ ...base, length: 16_000 });
    expect(long).toBeLessThan(short * 1.25);
  });

  it("the window costs nothing", () => {
    const small = stepsAnEvent(base);
    const big = stepsAnEvent({ ...base, windowSize: 1_600 });
    expect(big).toBeLessThan(small * 1.25);
  });

  it("rules that it does not touch cost nothing", () => {
    const few = stepsAnEvent(base);
    const many = stepsAnEvent({ ...base, others: 100 });
    // A join may look at a word for every 32 rules.
    expect(many).toBeLessThan(few * 1.5);
  });
});

/** An event by its name and the places of what it cites. */
type Told = readonly [name: string, ...causes: number[]];

interface Stretch {
  readonly rules?: readonly Constraint[];
  readonly watches?: readonly Watch[];
  readonly windowSize?: number;
  readonly options?: EngineOptions;
  /** How many events go before those that are counted. */
  readonly from?: number;
  readonly until: number;
  readonly event: (at: number) => Told;
}

/** How many matches were delivered and verdicts decided so far. */
function toldBy(engine: Engine): number {
  const { constraints, watches } = engine.stats();
  const verdicts = constraints.map((each) => each.satisfied + each.violated + each.inconclusive);
  return [...verdicts, ...watches.map(({ matches }) => matches)].reduce((sum, each) => sum + each, 0);
}

/** Steps for each event of a stretch of a stream, match delivered and verdict decided. */
function cost({ rules = [], watches = [], windowSize = 50, from = 0, ...stretch }: Stretch): number {
  const engine = new Engine(stretch.options);
  const inputs: Input[] = [
    { type: "window", windowSize },
    ...rules.map((constraint): Input => ({ type: "enforce", constraint })),
    ...watches.map((each): Input => ({ type: "watch", watch: each })),
    { type: "sourceAdded", source: "s", ordered: false, idleMs: Infinity, now: 0 },
  ];
  for (const input of inputs) engine.step(input);
  const arrive = (at: number): void => {
    const [name, ...cited] = stretch.event(at);
    const event = { id: `e${at}`, name, time: at, causes: cited.map((each) => `e${each}`) };
    engine.step({ type: "arrival", event, source: "s", at, now: at });
  };
  for (let at = 0; at < from; at++) arrive(at);
  const before = toldBy(engine);
  const steps = stepsOf(() => {
    for (let at = from; at < stretch.until; at++) arrive(at);
  });
  expect(engine.stats().events).toMatchObject({ admitted: stretch.until, missingCauses: 0 });
  return steps / (stretch.until - from + toldBy(engine) - before);
}

const after = (at: number): number[] => (at === 0 ? [] : [at - 1]);
/** In turn what rules and watches look for, and in between what they do not. */
const inTurn = (at: number): string => ["M.t", "M.e", "M.c", "M.x", "M.e", "M.r", "M.y", "M.e"][at % 8]!;
const chain = (at: number): Told => [inTurn(at), ...after(at)];
const joins = (at: number): Told => [
  inTurn(at),
  ...[0, 1, 2].map((each) => at - (at % 3) - 3 + each).filter((each) => each >= 0),
];
const pairs = (match: Match): Watch => watch(["M.t", "M.r"], () => {}, { match });

describe("L5 from the first event on", () => {
  it.each([
    ["a chain", chain, 1.3],
    // Where a scope stays open, the sets of those before are some branches deeper.
    ["three causes an event", joins, 1.5],
  ] as const)("%s of 20,000 costs an event no more than one of 1,000", (_, event, times) => {
    const stretch = { event, rules: rulesOver("M"), watches: [pairs("nearest")] };
    const short = cost({ ...stretch, until: 1_000 });
    expect(short).toBeGreaterThan(5);
    expect(cost({ ...stretch, until: 20_000 })).toBeLessThan(short * times);
  });

  it("a window of 5,000 costs no more than one of 50", () => {
    const stretch = { event: chain, rules: rulesOver("M"), watches: [pairs("nearest")], from: 10_000 };
    const small = cost({ ...stretch, until: 12_000 });
    expect(cost({ ...stretch, until: 12_000, windowSize: 5_000 })).toBeLessThan(small * 1.3);
  });

  it.each([
    ["a chain", chain],
    ["three causes an event", joins],
  ])("500 rules that are not touched cost no more than 3, on %s", (_, event) => {
    const others = (count: number): Constraint[] =>
      Array.from({ length: count }, (__, at) =>
        never({ name: `other ${at}`, pattern: [`O${at}.x`, `O${at}.y`], withinCause: `O${at}.c` }),
      );
    const stretch = { event, until: 2_000 };
    const few = cost({ ...stretch, rules: [...rulesOver("M"), ...others(3)] });
    // What is noted among so many slots is some branches deeper.
    expect(cost({ ...stretch, rules: [...rulesOver("M"), ...others(500)] })).toBeLessThan(few * 1.3);
  });
});

describe("L5 what is far behind", () => {
  it.each([
    ["a chain", chain],
    ["three causes an event", joins],
  ])("2,000 pending triggers cost what goes on above them no more than 10, on %s", (_, event) => {
    const above = (pending: number): number =>
      cost({
        rules: [mustMatch({ trigger: "Far.t", response: "Far.r" }), ...rulesOver("M")],
        from: 6_000,
        until: 10_000,
        event: (at) => (at < 3_000 ? [at < pending ? "Far.t" : "Far.e", ...after(at)] : event(at)),
      });
    expect(above(2_000)).toBeLessThan(above(10) * 1.3);
  });

  it.each([
    ["in order, of all scopes", { pattern: seq("P.x", "P.y"), scope: "all" }],
    ["in order, of the nearest scopes", { pattern: seq("P.x", "P.y"), scope: "nearest" }],
    ["three in order", { pattern: seq("P.x", "P.x", "P.y"), scope: "all" }],
    ["in any order, of all scopes", { pattern: allOf("P.x", "P.y"), scope: "all" }],
    ["in any order, of the nearest scopes", { pattern: allOf("P.x", "P.y"), scope: "nearest" }],
  ] as const)("2,000 open scopes cost the first part, again and again, no more than 10: %s", (_, shape) => {
    const again = (scopes: number): number =>
      cost({
        rules: [never({ ...shape, withinCause: "P.c" })],
        from: 6_000,
        until: 10_000,
        event: (at) => [at >= 3_000 ? "P.x" : at < scopes ? "P.c" : "P.e", ...after(at)],
      });
    expect(again(2_000)).toBeLessThan(again(10) * 1.3);
  });

  it.each(["all", "nearest"] as const)(
    "a verdict costs no more where much was brought on and decided before: %s",
    (scope) => {
      const late = (before: number): number =>
        cost({
          rules: [never({ pattern: seq("P.x", "P.y"), withinCause: "P.c", scope })],
          from: 6_001,
          until: 7_501,
          event: (at) =>
            at < 6_000
              ? [at < 2 * before ? (at % 2 === 0 ? "P.c" : "P.x") : "P.e", ...after(at)]
              : [["P.y", "P.c", "P.x"][at % 3]!, at - 1],
        });
      expect(late(3_000)).toBeLessThan(late(10) * 1.3);
    },
  );

  it("each new scope above open ones costs itself, however many they are", () => {
    const turns = (until: number): number =>
      cost({
        rules: [never({ pattern: ["P.x", "P.y"], withinCause: "P.c" })],
        until,
        event: (at) => [at % 2 === 0 ? "P.c" : "P.x", ...after(at)],
      });
    // A set of so many is some branches deeper.
    expect(turns(40_000)).toBeLessThan(turns(2_000) * 1.5);
  });

  it.each(["nearest", "direct"] as const)("%s watches again and again, deep in a chain", (match) => {
    const watches = [
      pairs(match),
      watch(["M.t", "M.c", "M.r"], () => {}, { match }),
      watch(["M.e", "M.r"], () => {}, { match }),
    ];
    const at = (until: number): number => cost({ watches, windowSize: Infinity, until, event: chain });
    expect(at(40_000)).toBeLessThan(at(2_000) * 1.5);
  });
});

describe("L5 a fan-in", () => {
  const rules = [
    mustMatch({ trigger: "F.c", response: "F.never" }),
    precededBy({ effect: "F.alert", cause: "F.c" }),
    never({ pattern: ["F.alert", "F.worse"], withinCause: "F.c" }),
    never({ pattern: ["F.alert", "F.worse"], withinCause: "F.c", scope: "nearest" }),
  ];
  const fan = (wide: number, from: number, until: number): number =>
    cost({
      rules,
      windowSize: 3_000,
      from,
      until,
      event: (at) =>
        at < wide
          ? ["F.c"]
          : at === wide
            ? ["F.join", ...Array.from({ length: wide }, (_, each) => each)]
            : ["F.alert", at - 1],
    });

  it("of 1,000 costs the alerts after it no more than one of 10", () => {
    expect(fan(1_000, 1_002, 3_000)).toBeLessThan(fan(10, 12, 2_010) * 1.3);
  });

  it("costs each of its causes the same, but for the depth of a set of so many", () => {
    expect(fan(2_500, 2_500, 2_501) / 2_500).toBeLessThan((fan(500, 500, 501) / 500) * 1.5);
  });

  it("that came about twice, apart, costs a join of the two no more the more it holds", () => {
    const twice = (wide: number): number =>
      cost({
        rules,
        windowSize: 5_000,
        from: wide + 40,
        until: wide + 540,
        event: (at) => {
          if (at < wide) return ["F.c"];
          const layer = at - ((at - wide) % 2);
          if (layer === wide) return ["F.join", ...Array.from({ length: wide }, (_, each) => each)];
          return ["F.cross", layer - 2 + (at - layer), layer - 1 - (at - layer)];
        },
      });
    expect(twice(2_000)).toBeLessThan(twice(50) * 1.3);
  });
});

describe("L5 a question", () => {
  it.each(["wouldViolate", "propose"] as const)(
    "%s costs no more beside 500 rules it does not touch",
    (ask) => {
      const steps = (others: number): number => {
        const engine = new Engine();
        const untouched = Array.from({ length: others }, (_, at) =>
          mustMatch({ trigger: `O${at}.t`, response: `O${at}.r`, within: { events: 5 } }),
        );
        for (const constraint of [...rulesOver("M"), ...untouched])
          engine.step({ type: "enforce", constraint });
        const put = (at: number): void => {
          const event = { id: `e${at}`, name: inTurn(at), causes: at === 0 ? [] : [`e${at - 1}`] };
          if (ask === "wouldViolate") engine.wouldViolate({ ...event, causes: [] }, at);
          else engine.propose({ type: "arrival", event, source: "s", at, now: at });
        };
        // A name is held against all rules once.
        for (let at = 0; at < 8; at++) put(at);
        return stepsOf(() => {
          for (let at = 8; at < 500; at++) put(at);
        });
      };
      expect(steps(500)).toBeLessThan(steps(3) * 1.3);
    },
  );
});

describe("L5 above a join", () => {
  it.each(["all", "nearest", "direct"] as const)(
    "a watch of three, %s, costs no more where many seconds have no first before them",
    (match) => {
      const above = (wide: number): number =>
        cost({
          watches: [watch(["W.a", "W.b", "W.c"], () => {}, { match })],
          windowSize: 5_000,
          from: wide + 1,
          until: wide + 501,
          event: (at) =>
            at < wide
              ? ["W.b"]
              : at === wide
                ? ["W.join", ...Array.from({ length: wide }, (_, each) => each)]
                : ["W.c", at - 1],
        });
      expect(above(1_000)).toBeLessThan(above(10) * 1.3);
    },
  );
});

/** Everything an event may cost, counted from what came out: the right side of the law. */
function allowance(inputs: readonly Input[], facts: readonly Fact[]): number {
  const touched = facts.filter(({ fact }) => fact !== "evicted").length;
  const past = new Map<string, Set<string>>();
  let [causes, differences] = [0, 0];
  for (const fact of facts) {
    if (fact.fact !== "admitted") continue;
    const joined = new Set<string>();
    const known = fact.causes.filter((id) => past.has(id));
    for (const [place, id] of known.entries()) {
      const other = past.get(id)!;
      const both = [...other].filter((each) => joined.has(each)).length;
      if (place > 0) differences += joined.size + other.size - 2 * both;
      for (const each of other) joined.add(each);
    }
    causes += fact.causes.length;
    past.set(fact.id, joined.add(fact.id));
  }
  return inputs.length + touched + causes + differences + rolesMet(inputs);
}

/** In how many roles the events meet the rules, by their names. */
function rolesMet(inputs: readonly Input[]): number {
  const parts = inputs.flatMap((input): readonly Part[] => {
    if (input.type === "watch") return partsOf(input.watch);
    if (input.type !== "enforce") return [];
    const { constraint } = input;
    // A scope changes once for each part of the pattern.
    const scopes =
      constraint.kind === "never" ? constraint.pattern.parts.flatMap(() => constraint.withinCause ?? []) : [];
    return [...partsOf(constraint), ...scopes];
  });
  const selectors = parts.flatMap(selectorsOf);
  const meets = (name: unknown): number =>
    typeof name === "string" ? selectors.filter((selector) => nameMatches(selector.name, name)).length : 0;
  return inputs.reduce(
    (sum, input) => sum + (input.type === "arrival" ? meets((input.event as EventInput | null)?.name) : 0),
    0,
  );
}

/** For each of them. */
const STEPS_AT_MOST = 250;

describe("L5 on any stream", () => {
  law(
    "L5 all the steps of a run are within what its causes, matches, verdicts and differences come to",
    scenarios(fc, {
      rules: severalRules(),
      watches: twoWatches(),
      ordered: true,
      bounds: true,
      maxLength: 250,
    }),
    ({ options, inputs }) => {
      const engine = new Engine(options);
      const outputs: Output[] = [];
      const steps = stepsOf(() => {
        for (const input of inputs) for (const output of stepFully(engine, input)) outputs.push(output);
      });
      expect(steps).toBeLessThan(STEPS_AT_MOST * allowance(inputs, factsOf(outputs)));
    },
    { draw: drawScenario },
  );
});
