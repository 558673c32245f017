import { expect, test } from "vitest";
import { mustMatch, never, precededBy } from "../../src/constrain/constraint.ts";
import type { Input } from "../../src/engine/input.ts";
import { watch } from "../../src/match/watch.ts";
import { seq } from "../../src/pattern/pattern.ts";
import { admittedOf, arrive, completed, ended, tick, told, verdictsOf } from "./by-hand.ts";

/**
 * Sentences of the contract as runs small enough to check by hand. They hold the oracle to it, and
 * the engine.
 */

test("of the freed events the first arrived goes first", () => {
  expect(
    told([arrive("d", "A", ["b"]), arrive("b", "A", ["a"]), arrive("c", "A", ["a"]), arrive("a", "A")]),
  ).toEqual(["admitted a", "admitted b", "admitted d", "admitted c"]);
});

test("when every source has ended, what is held goes in order of arrival, with its causes missing", () => {
  expect(told([arrive("b", "A", ["a"]), arrive("c", "A", ["b"]), arrive("d", "A", ["x"]), ended])).toEqual([
    "missingCauses b",
    "admitted b",
    "admitted c",
    "missingCauses d",
    "admitted d",
  ]);
});

test("past maxHeld the oldest goes, after the held events that it waits for", () => {
  const inputs = [arrive("c", "A", ["b"]), arrive("b", "A", ["a"]), arrive("d", "A", ["a"])];
  expect(admittedOf(told(inputs, { maxHeld: 2 }))).toEqual(["admitted b", "admitted c"]);
});

test("a cycle is rejected whole, after what it waits for outside; what waits for it stays", () => {
  const cycle = [
    arrive("a", "A", ["b", "x"]),
    arrive("b", "A", ["a"]),
    arrive("x", "A", ["gone"]),
    arrive("c", "A", ["b"]),
  ];
  expect(told([...cycle, ended])).toEqual([
    "missingCauses x",
    "admitted x",
    "cycle a b",
    "missingCauses c",
    "admitted c",
  ]);
});

test("one response discharges every trigger before it; what is left is violated at the end", () => {
  const rule: Input = { type: "enforce", constraint: mustMatch({ trigger: "T", response: "R" }) };
  const inputs = [
    rule,
    arrive("t1", "T"),
    arrive("t2", "T", ["t1"]),
    arrive("t3", "T"),
    arrive("r", "R", ["t2"]),
  ];
  expect(verdictsOf(told([...inputs, ended, completed]))).toEqual([
    "satisfied t1",
    "satisfied t2",
    "violated t3 streamEnded t3",
  ]);
});

test("a deadline in events falls at the n-th event, which may still be the response", () => {
  const rule: Input = {
    type: "enforce",
    constraint: mustMatch({ trigger: "T", response: "R", within: { events: 2 } }),
  };
  const inTime = [rule, arrive("t", "T"), arrive("x", "X"), arrive("r", "R", ["t"])];
  expect(verdictsOf(told(inTime))).toEqual(["satisfied t"]);
  const late = [rule, arrive("t", "T"), arrive("x", "X"), arrive("y", "X"), arrive("r", "R", ["t"])];
  expect(verdictsOf(told(late))).toEqual(["violated t deadline t"]);
});

test("a deadline on the arrival clock falls at a tick, when all that had arrived is delivered", () => {
  const rule: Input = {
    type: "enforce",
    constraint: mustMatch({ trigger: "T", response: "R", within: { ms: 10, clock: "arrival" } }),
  };
  const upTo = [rule, arrive("t", "T"), tick(10), tick(11, 10)];
  expect(verdictsOf(told(upTo))).toEqual([]);
  expect(verdictsOf(told([...upTo, tick(11, 11)]))).toEqual(["violated t deadline t"]);
});

test("on the event clock a held response holds its deadline back to its own time", () => {
  const rule: Input = {
    type: "enforce",
    constraint: mustMatch({ trigger: "T", response: "R", within: { ms: 10, clock: "event" } }),
  };
  const held = [rule, arrive("t", "T", [], { time: 0 }), arrive("r", "R", ["t", "x"], { time: 10 })];
  const passed = [...held, arrive("y", "Y", [], { time: 50 })];
  expect(verdictsOf(told(passed))).toEqual([]);
  expect(verdictsOf(told([...passed, arrive("x", "X", [], { time: 1 })]))).toEqual(["satisfied t"]);
});

test("a scope that is nearest is shadowed by one after it", () => {
  const forbidden = (scope: "all" | "nearest"): Input => ({
    type: "enforce",
    constraint: never({ pattern: ["X", "X"], withinCause: "C", scope }),
  });
  const events = [
    arrive("c", "C"),
    arrive("d", "C", ["c"]),
    arrive("x", "X", ["c"]),
    arrive("y", "X", ["d"]),
    ended,
    completed,
  ];
  expect(verdictsOf(told([forbidden("all"), ...events]))).toEqual([
    "violated c completed x y",
    "satisfied d",
  ]);
  expect(verdictsOf(told([forbidden("nearest"), ...events]))).toEqual(["satisfied c", "satisfied d"]);
});

test("an unscoped sequence is violated by each event that ends one", () => {
  const rule: Input = { type: "enforce", constraint: never({ pattern: seq("A", "B") }) };
  const events = [arrive("a", "A"), arrive("a2", "A", ["a"]), arrive("b", "B", ["a2"]), arrive("b2", "B")];
  expect(verdictsOf(told([rule, ...events]))).toEqual(["violated b completed a b"]);
});

test("an effect without its cause is undecided where its past is not known", () => {
  const rule: Input = { type: "enforce", constraint: precededBy({ effect: "E", cause: "C" }) };
  const events = [
    arrive("e", "E"),
    arrive("c", "C"),
    arrive("e2", "E", ["c"]),
    arrive("e3", "E", ["gone"]),
    ended,
  ];
  expect(verdictsOf(told([rule, ...events]))).toEqual([
    "violated e noCause e",
    "satisfied e2",
    "inconclusive e3 unknownPast",
  ]);
});

test("a pinned trigger stays while others leave, and is seen by watches", () => {
  const rules: Input[] = [
    { type: "window", windowSize: 1 },
    { type: "enforce", constraint: mustMatch({ trigger: "T", response: "R" }) },
    { type: "watch", watch: watch(["*", "R"], () => {}) },
  ];
  expect(
    told([
      ...rules,
      arrive("t", "T"),
      arrive("x", "X", ["t"]),
      arrive("y", "X", ["x"]),
      arrive("r", "R", ["y"]),
    ]),
  ).toEqual([
    "admitted t",
    "admitted x",
    "admitted y",
    "evicted x",
    "admitted r",
    "satisfied t",
    "match t r",
    "match y r",
    "evicted t",
    "evicted y",
  ]);
});

test("what a source gives again it has delivered all the same", () => {
  const mirror: Input = {
    type: "sourceAdded",
    source: "mirror",
    ordered: false,
    idleMs: Infinity,
    now: 0,
  };
  const within = { ms: 10, clock: "event" } as const;
  const rule: Input = {
    type: "enforce",
    constraint: mustMatch({ trigger: "T", response: "R", within }),
  };
  const twice = (id: string, name: string, time: number): Input[] => [
    arrive(id, name, [], { time }),
    arrive(id, name, [], { time, source: "mirror" }),
  ];
  const inputs = [
    mirror,
    rule,
    ...twice("t", "T", 0),
    ...twice("a", "A", 100),
    ...twice("b", "A", 101),
    arrive("r", "R", ["t"], { time: 5 }),
  ];
  expect(verdictsOf(told(inputs))).toEqual(["violated t deadline t"]);
});

test("a source that gives only what others gave is not idle", () => {
  const other: Input = { type: "sourceAdded", source: "other", ordered: false, idleMs: 30, now: 0 };
  const within = { ms: 10, clock: "event" } as const;
  const rule: Input = {
    type: "enforce",
    constraint: mustMatch({ trigger: "T", response: "R", within }),
  };
  const again = [10, 20, 30, 40, 50, 60].map((now) =>
    arrive("x", "A", [], { time: 0, now, source: "other" }),
  );
  const inputs = [
    other,
    rule,
    arrive("x", "A", [], { time: 0 }),
    ...again,
    arrive("t", "T", [], { time: 1, now: 60 }),
    arrive("late", "A", [], { time: 50, now: 61 }),
    tick(62),
    arrive("r", "R", ["t"], { time: 5, now: 63, source: "other" }),
  ];
  expect(verdictsOf(told(inputs))).toEqual(["satisfied t"]);
});
