import { expect, test } from "vitest";
import { link } from "../../src/admission/link-rule.ts";
import { mustMatch, never, precededBy } from "../../src/constrain/constraint.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import { watch } from "../../src/match/watch.ts";
import { seq, where } from "../../src/pattern/pattern.ts";
import { admittedOf, arrive, completed, ended, tick, told, verdictsOf } from "./by-hand.ts";
import { stepFully } from "./drive.ts";

// What the laws have found: each run once broke one.

const addSource = (source: string, idleMs: number): Input => ({
  type: "sourceAdded",
  source,
  ordered: false,
  idleMs,
  now: 0,
});
const eventTime: Input = {
  type: "enforce",
  constraint: mustMatch({ trigger: "T", response: "R", within: { ms: 10, clock: "event" } }),
};
const from = (source: string, now: number, time: number): { source: string; now: number; time: number } => ({
  source,
  now,
  time,
});

test("a source that was idle and came back can be idle again", () => {
  const inputs = [
    addSource("slow", 30),
    ended,
    addSource("quick", Infinity),
    eventTime,
    arrive("t", "T", [], from("slow", 0, 0)),
    tick(30),
    arrive("a", "A", [], from("slow", 30, 1)),
    tick(60),
    arrive("b", "A", [], from("quick", 60, 20)),
  ];
  expect(verdictsOf(told(inputs))).toEqual(["violated t deadline t"]);
});

test("a source is found idle at a tick though no deadline is open then", () => {
  const inputs = [
    addSource("slow", 30),
    ended,
    addSource("quick", Infinity),
    eventTime,
    tick(30),
    arrive("t", "T", [], from("quick", 31, 0)),
    arrive("a", "A", [], from("quick", 31, 20)),
  ];
  expect(verdictsOf(told(inputs))).toEqual(["violated t deadline t"]);
});

test("a deadline in events that falls with the event that passes maxPinned is a violation", () => {
  const rule: Input = {
    type: "enforce",
    constraint: mustMatch({ trigger: "T", response: "R", within: { events: 2 } }),
  };
  const inputs = [rule, arrive("t1", "T"), arrive("t2", "T"), arrive("t3", "T")];
  expect(verdictsOf(told(inputs, { maxPinned: 2 }))).toEqual(["violated t1 deadline t1"]);
});

test("responses that were held, admitted and evicted are in nobody's way", () => {
  const inputs: Input[] = [{ type: "window", windowSize: 1 }, eventTime];
  for (let at = 0; at < 6; at++)
    inputs.push(
      arrive(`r${at}`, "R", [`a${at}`], { time: 10 - at }),
      arrive(`a${at}`, "A", [], { time: at }),
    );
  expect(verdictsOf(told([...inputs, ended, completed]))).toEqual([]);
});

test("a chain names what is left of evicted events, and counts what is not", () => {
  const engine = new Engine();
  const inputs: Input[] = [
    { type: "window", windowSize: 1 },
    { type: "enforce", constraint: never({ pattern: "X", withinCause: "C" }) },
    arrive("c", "C"),
    arrive("a", "A", ["c"]),
    arrive("b", "A", ["a"]),
    arrive("d", "A", ["b"]),
    arrive("x", "X", ["d"]),
  ];
  const violations = inputs.flatMap((input) =>
    stepFully(engine, input).flatMap((output) => (output.type === "violation" ? [output.violation] : [])),
  );
  expect(violations).toHaveLength(1);
  const chain = violations[0]!.chain.map(({ id, name, hidden = 0 }) => ({ id, name, hidden }));
  expect(chain[0]).toEqual({ id: "c", name: "C", hidden: 0 });
  expect(chain.at(-1)).toMatchObject({ id: "x", name: "X" });
  expect(chain.every(({ id, name }) => id !== undefined && name !== undefined)).toBe(true);
});

test("the chain of a sequence leads through each of its parts, and leaves out nothing that is short", () => {
  const engine = new Engine();
  const inputs: Input[] = [
    { type: "enforce", constraint: never({ pattern: seq("A", "B", "C") }) },
    arrive("root", "X"),
    arrive("a", "A"),
    arrive("x", "X", ["a"]),
    arrive("y", "X", ["x", "root"]),
    arrive("b", "B", ["y", "root"]),
    arrive("later", "B", ["a"]),
    arrive("z", "X", ["b"]),
    arrive("c", "C", ["a", "later", "z"]),
  ];
  const outputs = inputs.flatMap((input) => stepFully(engine, input));
  const chains = outputs.flatMap((output) => (output.type === "violation" ? [output.violation.chain] : []));
  expect(
    chains.map((chain) => chain.map(({ id, hidden }) => (hidden === undefined ? id : `${hidden} ${id}`))),
  ).toEqual([["a", "x", "y", "b", "z", "c"]]);
});

test("the report lists violations in the order they were told", () => {
  const within = { events: 1 };
  const rule = (name: string): Input => ({
    type: "enforce",
    constraint: mustMatch({
      name,
      trigger: "T",
      response: "R",
      within: name === "one" ? { events: 2 } : within,
    }),
  });
  const engine = new Engine();
  const inputs = [rule("one"), rule("two"), arrive("t1", "T"), arrive("t2", "T"), arrive("t3", "T")];
  const told = inputs.flatMap((input) =>
    stepFully(engine, input).flatMap((output) => (output.type === "violation" ? [output.violation] : [])),
  );
  expect(told.map(({ constraint, instance }) => `${constraint} ${instance}`)).toEqual([
    "two t1",
    "one t1",
    "two t2",
  ]);
  expect(engine.report("completed").violations).toEqual(told);
});

test("a proposal is judged as coming from where it will be said to come from", () => {
  const engine = new Engine();
  const fromAgent = where("E", (event) => event.source === "agent");
  engine.step({ type: "enforce", constraint: precededBy({ effect: fromAgent, cause: "C" }) });
  const event = { id: "e", name: "E" };
  const { proposal } = engine.propose({
    type: "arrival",
    event,
    source: "proposed",
    sourceName: "agent",
    at: 0,
    now: 0,
  });
  expect(proposal).toMatchObject({ admitted: false, because: "violation" });
});

test("a proposal that must wait for a link is refused, whatever is known of its other causes", () => {
  const engine = new Engine({ holdForMs: 0 });
  const on = [() => "key", () => "key"] as const;
  const inputs = [
    { type: "link", link: link({ effect: "E", cause: "C", on }) },
    arrive("a", "A", ["gone"]),
  ] as const;
  for (const input of inputs) stepFully(engine, input);
  const event = { id: "e", name: "E", causes: ["a"] };
  const { proposal } = engine.propose({ type: "arrival", event, source: "proposed", at: 0, now: 0 });
  expect(proposal).toMatchObject({ admitted: false, because: "unknownCause" });
});

test("a cause that a held event cites has no effects of others", () => {
  const engine = new Engine();
  for (const input of [
    arrive("a", "A"),
    arrive("b", "A", ["a", "c"]),
    arrive("c", "A"),
    arrive("d", "A", ["a"]),
  ])
    stepFully(engine, input);
  const other = new Engine();
  for (const input of [arrive("x", "A"), arrive("y", "A", ["x", "z"])]) stepFully(other, input);
  expect(engine.graph.effectsOf("a").map(({ id }) => id)).toEqual(["b", "d"]);
  expect(other.graph.effectsOf("x")).toEqual([]);
});

test("an event without a name is none, also after a rule has come", () => {
  const engine = new Engine();
  const nameless = { id: "x" } as { id: string; name: string };
  stepFully(engine, arrive("a", "A"));
  engine.step({ type: "enforce", constraint: never({ pattern: "X" }) });
  stepFully(engine, { type: "arrival", event: nameless, source: "s", at: 0, now: 0 });
  expect(engine.stats().events).toMatchObject({ admitted: 1, rejected: 1 });
});

test("a key may have more candidates than a call has arguments", () => {
  const engine = new Engine();
  const on = [() => "key", () => "key"] as const;
  engine.step({ type: "window", windowSize: Infinity });
  engine.step({ type: "link", link: link({ effect: "E", cause: "C", on }) });
  for (let at = 0; at < 150_000; at++) engine.step(arrive(`c${at}`, "C"));
  expect(engine.wouldViolate({ name: "E" }, 0)).toEqual([]);
  engine.step(arrive("e", "E"));
  expect(engine.graph.causesOf("e")).toHaveLength(150_000);
});

const within = (name: string): Input => ({
  type: "enforce",
  constraint: never({ name, pattern: "X", withinCause: "C" }),
});

test("scopes that nothing can follow do not count against maxScopes", () => {
  const engine = new Engine({ maxScopes: 3 });
  const inputs: Input[] = [{ type: "window", windowSize: 8, remember: 8 }, within("r")];
  for (let at = 0; at < 200; at++) inputs.push(arrive(`e${at}`, at % 20 === 0 ? "C" : "A"));
  for (const input of [...inputs, completed]) stepFully(engine, input);
  expect(engine.stats().constraints).toMatchObject([{ instances: 10, satisfied: 10, inconclusive: 0 }]);
});

test("scopes that nothing can follow are counted when a run is cut, and not listed", () => {
  const engine = new Engine();
  const inputs: Input[] = [{ type: "window", windowSize: 1, remember: 0 }, within("r")];
  for (let at = 0; at < 40; at++) inputs.push(arrive(`c${at}`, "C"));
  for (const input of inputs) stepFully(engine, input);
  const told = stepFully(engine, { type: "end", outcome: "cut", now: 0 });
  expect(told).toMatchObject([{ type: "inconclusive", inconclusive: { instance: "c39" } }]);
  expect(engine.stats().constraints).toMatchObject([{ instances: 40, inconclusive: 40 }]);
});

test("a predicate that reads the causes is asked again once a link has added one to a held event", () => {
  const inputs: Input[] = [
    {
      type: "link",
      link: link({ effect: "R", cause: "T", on: [() => 1, () => 1] }),
    },
    {
      type: "enforce",
      constraint: mustMatch({
        name: "answered",
        trigger: "T",
        response: where("R", ({ causes }) => causes.length > 0),
        within: { ms: 10 },
      }),
    },
    arrive("r", "R"),
    arrive("t", "T"),
    { type: "admit", now: 0 },
    ended,
    completed,
  ];
  const engine = new Engine({ tell: { satisfied: true } });
  for (const input of inputs) stepFully(engine, input);
  expect(engine.stats().constraints).toMatchObject([{ name: "answered", satisfied: 1, violated: 0 }]);
});

test("a response that is late on the event clock does not look at triggers it is too late for", () => {
  const engine = new Engine();
  for (const input of [addSource("slow", Infinity), addSource("s", Infinity), eventTime])
    stepFully(engine, input);
  let before = "";
  for (let at = 0; at < 100; at++) {
    stepFully(engine, arrive(`t${at}`, "T", before === "" ? [] : [before], { time: at }));
    before = `t${at}`;
  }
  stepFully(engine, arrive("r", "R", [before], { time: 105 }));
  expect(engine.stats().constraints).toMatchObject([{ instances: 100, satisfied: 5, violated: 0 }]);
});

test("an ordered source whose last event was rejected with its cycle does not cite it, nor itself", () => {
  const engine = new Engine({ maxHeld: 2, tell: { admitted: true } });
  const told = [
    { type: "sourceAdded", source: "s", ordered: true, idleMs: Infinity, now: 0 } as const,
    // The source says that e0 comes last, and the others come of it: none can be first.
    arrive("e1", "A", ["e0"]),
    arrive("e2", "A", ["e1"]),
    arrive("e0", "A"),
    arrive("e0", "A"),
    arrive("e3", "A"),
  ].flatMap((input) => stepFully(engine, input));
  const admitted = told.flatMap((output) => (output.type === "admitted" ? [output.event] : []));
  expect(admitted.map(({ id, causes }) => [id, causes])).toEqual([
    ["e0", []],
    ["e3", ["e0"]],
  ]);
  expect(engine.stats().events).toMatchObject({ read: 5, admitted: 2, rejected: 3 });
});

test("what a cycle waits for is forced out in arrival order, whichever of its members waits for it", () => {
  const inputs = [
    arrive("first", "A", ["missing"]),
    arrive("second", "A", ["missing"]),
    // Met from "x", which waits for the second itself and for the first through "y".
    arrive("x", "A", ["y", "second"]),
    arrive("y", "A", ["x", "first"]),
  ];
  const words = told([...inputs, arrive("z", "A", ["x"]), ended]);
  expect(words.filter((word) => /^(admitted|cycle)/.test(word))).toEqual([
    "admitted first",
    "admitted second",
    "cycle x y",
    "admitted z",
  ]);
  // Held by a bound of one, each arrival past it forces the oldest out.
  expect(admittedOf(told([...inputs.slice(2), ...inputs.slice(0, 2)], { maxHeld: 3 }))).toEqual([
    "admitted first",
    "admitted second",
  ]);
});

test("a rule that comes late finds retained events behind evicted ones", () => {
  const inputs: Input[] = [
    { type: "window", windowSize: 1 },
    { type: "enforce", constraint: mustMatch({ trigger: "C", response: "R" }) },
    // Pinned until it is answered; the other two are evicted.
    arrive("c", "C"),
    arrive("a", "A", ["c"]),
    arrive("b", "A"),
    { type: "enforce", constraint: precededBy({ effect: "B", cause: "C" }) },
    { type: "enforce", constraint: never({ pattern: ["C", "B"] }) },
    { type: "watch", watch: watch(["C", "B"], () => {}) },
    arrive("e", "B", ["a"]),
  ];
  const words = told(inputs);
  expect(words.slice(words.indexOf("admitted e"))).toEqual([
    "admitted e",
    "satisfied e",
    "violated e completed c e",
    "match c e",
    "evicted b",
  ]);
});

test("an event that a link makes effect and cause in one is no late cause of itself, but of others", () => {
  const engine = new Engine();
  const on = [() => 1, () => 1] as const;
  stepFully(engine, { type: "link", link: link({ effect: "A", cause: "*", on, wait: false }) });
  stepFully(engine, arrive("a", "A"));
  expect(engine.stats().events).toMatchObject({ missingCauses: 1, lateCauses: 0 });
  stepFully(engine, arrive("b", "B"));
  expect(engine.stats().events).toMatchObject({ missingCauses: 1, lateCauses: 1 });
});
