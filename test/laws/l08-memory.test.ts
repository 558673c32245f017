import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, it } from "vitest";
import { mustMatch, never, precededBy } from "../../src/constrain/constraint.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Output } from "../../src/engine/output.ts";
import { watch } from "../../src/match/watch.ts";
import { link } from "../../src/admission/link-rule.ts";
import { links, scenarios } from "../../src/testing/arbitraries.ts";
import { seq } from "../../src/pattern/pattern.ts";
import { arrive } from "./by-hand.ts";
import { drawScenario } from "./draw.ts";
import { drive, stepFully } from "./drive.ts";
import { everything } from "./every-rule.ts";
import { law } from "./law.ts";

// L8: memory is bounded by the bounds, and nothing is lost from the count.

law(
  "L8 what is kept stays within the bounds, and the counts add up",
  scenarios(fc, {
    ...everything,
    links: fc.array(links(fc), { maxLength: 1 }),
    remember: fc.option(fc.nat(5), { nil: undefined }),
  }),
  (scenario) => {
    const { maxHeld = Infinity, maxPinned = Infinity, maxScopes = Infinity } = scenario.options;
    const window = scenario.inputs.find((input) => input.type === "window");
    const { engine } = drive(scenario, (running) => {
      const { events } = running.stats();
      expect(events.read).toBe(events.admitted + events.duplicates + events.rejected + events.held);
      expect(events.admitted).toBe(events.retained + events.evicted);
      expect(events.retained).toBe(running.graph.events().length);
      expect(events.held).toBeLessThanOrEqual(maxHeld);
    });
    const { events } = engine.stats();
    expect(events.peakHeld).toBeLessThanOrEqual(maxHeld);
    expect(events.peakPinned).toBeLessThanOrEqual(maxPinned);
    expect(events.peakScopes).toBeLessThanOrEqual(maxScopes);
    expect(events.peakRetained).toBeLessThanOrEqual(window!.windowSize + events.peakPinned);
    for (const [now, peak] of [
      ["retained", "peakRetained"],
      ["held", "peakHeld"],
      ["pinned", "peakPinned"],
      ["remembered", "peakRemembered"],
      ["scopes", "peakScopes"],
    ] as const)
      expect(events[now], now).toBeLessThanOrEqual(events[peak]);
  },
  { draw: drawScenario, runs: 200 },
);

law(
  "L8 the report keeps so many of each constraint, and counts the rest",
  fc.tuple(scenarios(fc, everything), fc.nat(3)),
  ([{ options, inputs }, maxReported]) => {
    const { engine, facts } = drive({ options: { ...options, maxReported }, inputs });
    const report = engine.report("completed");
    for (const { name, violated } of report.constraints) {
      const told = facts.filter((fact) => fact.fact === "violated" && fact.constraint === name);
      expect(violated, name).toBe(told.length);
      const kept = report.violations.filter((violation) => violation.constraint === name);
      expect(kept.map((violation) => violation.instance)).toEqual(
        told.slice(0, maxReported).flatMap((fact) => ("instance" in fact ? [fact.instance] : [])),
      );
    }
  },
  { draw: ([scenario, maxReported]) => `  maxReported ${maxReported}\n${drawScenario(scenario)}` },
);

for (const outcome of ["completed", "stopped"] as const)
  it(`L8 scopes that nothing can follow any more cost nothing, and are counted when it ends ${outcome}`, () => {
    const engine = new Engine();
    const inputs: Input[] = [
      { type: "window", windowSize: 50, remember: 100 },
      { type: "enforce", constraint: never({ pattern: "X", withinCause: "C" }) },
    ];
    for (let at = 0; at < 5_000; at++) inputs.push(arrive(`c${at}`, "C"));
    for (const input of inputs) stepFully(engine, input);
    stepFully(engine, { type: "end", outcome, now: 0 });
    const report = engine.report("completed");
    expect(report.events.peakScopes).toBeLessThan(1_000);
    expect(report.events.peakRemembered).toBeLessThanOrEqual(101);
    const [counts] = report.constraints;
    if (outcome === "completed") expect(counts).toMatchObject({ status: "satisfied", satisfied: 5_000 });
    else expect(counts).toMatchObject({ status: "inconclusive", inconclusive: 5_000 });
    expect(report.inconclusive.length).toBeLessThan(1_000);
  });

/** What the heap holds, in bytes, when nothing is left to collect. */
function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

/** How much more an engine holds after 40,000 rounds than after 20,000. */
function growth(engine: Engine, round: (at: number) => readonly Input[]): number {
  const until = (from: number, to: number): number => {
    for (let at = from; at < to; at++) for (const input of round(at)) stepFully(engine, input);
    return heapUsed();
  };
  stepFully(engine, { type: "window", windowSize: 10, remember: 10 });
  const before = until(0, 20_000);
  return until(20_000, 40_000) - before;
}

it("L8 an event that was held keeps none of its causes in memory", () => {
  const round = (at: number): Input[] => [
    arrive(`e${at}`, "A", [`e${at - 1}`, `late${at}`]),
    arrive(`late${at}`, "A"),
  ];
  expect(growth(new Engine({ holdForMs: Infinity }), round)).toBeLessThan(2e6);
});

it.each([{ events: 5 }, { ms: 10, clock: "event" }, { ms: 10, clock: "arrival" }] as const)(
  "L8 responses that were held are not kept, within %j",
  (within) => {
    const engine = new Engine({ holdForMs: Infinity });
    engine.step({ type: "enforce", constraint: mustMatch({ trigger: "T", response: "R", within }) });
    stepFully(engine, arrive("never freed", "R", ["gone"], { time: -1 }));
    const round = (at: number): Input[] => [
      arrive(`r${at}`, "R", [`t${at}`], { time: at }),
      arrive(`t${at}`, "T", [], { time: at }),
    ];
    expect(growth(engine, round)).toBeLessThan(2e6);
  },
);

it("L8 deadlines that were held back and met are not kept", () => {
  const engine = new Engine({ holdForMs: Infinity });
  const within = { ms: 10, clock: "event" } as const;
  engine.step({ type: "enforce", constraint: mustMatch({ trigger: "T", response: "R", within }) });
  stepFully(engine, arrive("never freed", "R", ["gone"], { time: -1 }));
  const round = (at: number): Input[] => [
    arrive(`t${at}`, "T", [], { time: 100 * at }),
    arrive(`a${at}`, "A", [], { time: 100 * at + 50 }),
    arrive(`r${at}`, "R", [`t${at}`], { time: 100 * at + 5 }),
  ];
  expect(growth(engine, round)).toBeLessThan(2e6);
});

it.each([
  { scope: "all", pattern: seq("A", "B") },
  { scope: "nearest", pattern: seq("A", "B") },
  { scope: "all", pattern: seq("A", "A", "B") },
] as const)(
  "L8 of all that comes up to a part of $pattern.parts in one scope, $scope, the first is kept",
  (rule) => {
    const engine = new Engine();
    engine.step({ type: "enforce", constraint: never({ ...rule, withinCause: "C" }) });
    stepFully(engine, arrive("c", "C"));
    stepFully(engine, arrive("j-1", "J", ["c"]));
    const round = (at: number): Input[] => [
      arrive(`a${at}`, "A", ["c"]),
      arrive(`j${at}`, "J", [`j${at - 1}`, `a${at}`]),
    ];
    expect(growth(engine, round)).toBeLessThan(2e6);
  },
);

it("L8 rules that were disposed of cost nothing, on a chain that goes on", () => {
  const engine = new Engine({ maxReported: 10 });
  const round = (at: number): Input[] => {
    const pair = watch(["A", "B"], () => {});
    const answered = mustMatch({ trigger: "A", response: "B" });
    const once = never({ pattern: ["A", "B"], withinCause: "A" });
    return [
      { type: "watch", watch: pair },
      { type: "enforce", constraint: answered },
      { type: "enforce", constraint: once },
      arrive(`e${at}`, at % 3 === 0 ? "B" : "A", at === 0 ? [] : [`e${at - 1}`]),
      ...[pair, answered, once].map((rule): Input => ({ type: "dispose", rule })),
    ];
  };
  expect(growth(engine, round)).toBeLessThan(2e6);
  const { watches, constraints, disposed } = engine.stats();
  expect(watches.length + constraints.length + disposed).toBe(120_000);
});

it("L8 a rule finds nothing of those that had its place in the history before", () => {
  const engine = new Engine();
  const put = (id: string, name: string, causes: string[]): readonly Output[] =>
    stepFully(engine, arrive(id, name, causes));
  put("a0", "A", []);
  for (let at = 1; at <= 200; at++) {
    const pair = watch(["A", "B"], () => {});
    const first = precededBy({ effect: "E", cause: "A" });
    engine.step({ type: "watch", watch: pair });
    engine.step({ type: "enforce", constraint: first });
    put(`a${at}`, "A", [`a${at - 1}`]);
    engine.step({ type: "dispose", rule: pair });
    engine.step({ type: "dispose", rule: first });
  }
  engine.step({ type: "watch", watch: watch(["C", "B"], () => {}) });
  engine.step({ type: "enforce", constraint: precededBy({ name: "c first", effect: "E", cause: "C" }) });
  const matched = (outputs: readonly Output[]): string[][] =>
    outputs.flatMap((output) => (output.type === "match" ? [output.events.map(({ id }) => id)] : []));
  expect(matched(put("b", "B", ["a200"]))).toEqual([]);
  put("e", "E", ["b"]);
  put("c", "C", ["e"]);
  expect(matched(put("b2", "B", ["c"]))).toEqual([["c", "b2"]]);
  put("e2", "E", ["b2"]);
  const counts = engine.stats().constraints.find(({ name }) => name === "c first");
  expect(counts).toMatchObject({ satisfied: 1, violated: 1 });
});

it("L8 known events keep nothing of watches and links that came and went", () => {
  const engine = new Engine();
  stepFully(engine, { type: "window", windowSize: 1_000 });
  for (let at = 0; at < 1_000; at++) stepFully(engine, arrive(`a${at}`, "A"));
  const comeAndGo = (times: number): number => {
    for (let at = 0; at < times; at++) {
      const pair = watch(["A", "B"], () => {}, { match: "nearest" });
      const keyed = link({ effect: "B", cause: "A", on: [({ id }) => id, ({ id }) => id] });
      stepFully(engine, { type: "watch", watch: pair });
      stepFully(engine, { type: "link", link: keyed });
      stepFully(engine, arrive(`more${times} ${at}`, "A"));
      stepFully(engine, { type: "dispose", rule: pair });
      stepFully(engine, { type: "dispose", rule: keyed });
    }
    return heapUsed();
  };
  const before = comeAndGo(20);
  expect(comeAndGo(200) - before).toBeLessThan(2e6);
});
