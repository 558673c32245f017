import { allOf, anyOf, link, mustMatch, never, precededBy, seq, watch, where } from "tsrapide";
import { describe, expect, test } from "vitest";
import { nameMatches } from "../../../src/pattern/selector.ts";

const silent = (): void => {};
const always = (): boolean => true;

describe("a name pattern takes", () => {
  test.each([
    ["Sensor.reading", "Sensor.reading"],
    ["Sensor.*", "Sensor.reading"],
    ["Sensor.**", "Sensor.reading"],
    ["Sensor.**", "Sensor.a.b.c"],
    ["*.error", "Sensor.error"],
    ["**.error", "Sensor.error"],
    ["**.error", "a.b.c.error"],
    ["**.error", "error.error"],
    ["a.**.z", "a.b.z"],
    ["a.**.z", "a.z.z"],
    ["a.**.m.**.z", "a.m.m.m.z"],
    ["*", "Tick"],
    ["**", "Tick"],
    ["**", "a.b.c"],
    ["*.*", "a.b"],
    ["**.a.b", "a.b.a.b"],
  ])("%s: %s", (pattern, name) => {
    expect(nameMatches(pattern, name)).toBe(true);
  });

  test.each([
    ["Sensor.reading", "sensor.reading"],
    ["Sensor.reading", "Sensor.reading.raw"],
    ["Sensor.*", "Sensor"],
    ["Sensor.*", "Sensor.a.b"],
    ["Sensor.**", "Sensor"],
    ["*.error", "error"],
    ["**.error", "error"],
    ["**.error", "error.a"],
    ["a.**.z", "a.z"],
    ["a.**.m.**.z", "a.m.m.z"],
    ["*", "a.b"],
    ["*.**", "a"],
  ])("%s: not %s", (pattern, name) => {
    expect(nameMatches(pattern, name)).toBe(false);
  });
});

test("a name may have very many segments", () => {
  const name = Array.from({ length: 100_000 }, () => "a").join(".");
  expect(nameMatches("**", name)).toBe(true);
  expect(nameMatches("a.**.b", name)).toBe(false);
});

describe("what is no selector is a TypeError when it is built", () => {
  test.each(["Sens*", "Sensor.re*", "***", "a.***", "", ".", "a..b", "a b", "Sensor.", "é"])(
    "the name %j",
    (name) => {
      expect(() => where(name, always)).toThrow(TypeError);
      expect(() => watch(name, silent)).toThrow(TypeError);
    },
  );

  test("part of a segment, with the advice what to write", () => {
    expect(() => where("Sens*", always)).toThrow(/a wildcard stands for a whole one: "\*" for one/);
  });

  test.each([undefined, null, 7, {}, () => true, ["a"]])("the value %j", (value) => {
    expect(() => where(value as string, always)).toThrow(TypeError);
    expect(() => anyOf(value as string)).toThrow(TypeError);
  });

  test("a predicate that is no function", () => {
    expect(() => where("a", true as never)).toThrow(/predicate of "a" must be a function, not .*boolean/);
  });

  test("an operator of nothing", () => {
    for (const operator of [seq, allOf, anyOf]) expect(() => operator()).toThrow(/needs at least one/);
  });
});

describe("what may stand where", () => {
  const either = anyOf("a", where("b", always));
  const parts = { selector: "a", where: where("a", always), anyOf: either };

  test.each(Object.entries(parts))("%s may stand everywhere", (_, part) => {
    watch(part, silent);
    watch([part, part], silent);
    mustMatch({ trigger: part, response: part });
    precededBy({ effect: part, cause: part });
    never({ pattern: part });
    never({ pattern: part, withinCause: part });
    link({ effect: part, cause: part, on: [always, always] });
    expect(seq(part, part).parts).toHaveLength(2);
  });

  test("seq may stand in watch and never only", () => {
    const chain = seq("a", either);
    watch(chain, silent);
    never({ pattern: chain });
    expect(() => mustMatch({ trigger: chain as never, response: "a" })).toThrow(/mustMatch trigger.*seq/);
    expect(() => mustMatch({ trigger: "a", response: chain as never })).toThrow(TypeError);
    expect(() => precededBy({ effect: chain as never, cause: "a" })).toThrow(TypeError);
    expect(() => never({ pattern: "a", withinCause: chain as never })).toThrow(TypeError);
    expect(() => link({ effect: chain as never, cause: "a", on: [always, always] })).toThrow(TypeError);
  });

  test("allOf may stand in never only", () => {
    const all = allOf("a", either);
    never({ pattern: all });
    never({ pattern: all, withinCause: "c" });
    expect(() => watch(all as never, silent)).toThrow(/watch.*allOf/);
    expect(() => mustMatch({ trigger: all as never, response: "a" })).toThrow(TypeError);
    expect(() => precededBy({ effect: "a", cause: all as never })).toThrow(TypeError);
  });

  test("operators take parts, not each other, but for anyOf", () => {
    expect(anyOf(either, "c").selectors).toHaveLength(3);
    for (const operator of [seq, allOf, anyOf])
      for (const inner of [seq("a"), allOf("a"), ["a"]])
        expect(() => operator("a", inner as never)).toThrow(TypeError);
  });

  test("a bare list means seq in a watch", () => {
    expect(watch(["a", "b"], silent).parts.map((part) => part.kind)).toEqual(["selector", "selector"]);
    expect(watch(["a", "b"], silent).name).toBe("a < b");
  });

  test("a bare list means anyOf where one event is wanted", () => {
    const { trigger, response } = mustMatch({ trigger: ["a", "b"], response: ["c"] });
    expect([trigger.kind, response.kind]).toEqual(["anyOf", "anyOf"]);
    expect(never({ pattern: "x", withinCause: ["a", "b"] }).withinCause?.kind).toBe("anyOf");
  });

  test("a bare list in never means allOf within a cause, seq without", () => {
    expect(never({ pattern: ["a", "b"], withinCause: "c" }).pattern.kind).toBe("allOf");
    expect(never({ pattern: ["a", "b"] }).pattern.kind).toBe("seq");
  });
});

test("a pattern of too many parts is a TypeError when it is built", () => {
  const parts = (count: number): string[] => Array.from({ length: count }, () => "a");
  expect(() => never({ pattern: parts(31), withinCause: "c" })).toThrow(/at most 30 parts, not 31/);
  expect(() => never({ pattern: seq(...parts(31)), withinCause: "c" })).toThrow(/at most 30 parts/);
  expect(() => never({ pattern: allOf(...parts(32)) })).toThrow(/at most 31 parts, not 32/);
  expect(() => watch(parts(32), silent)).toThrow(/at most 31 parts/);
  expect(never({ pattern: parts(30), withinCause: "c" }).pattern.parts).toHaveLength(30);
  expect(watch(parts(31), silent).parts).toHaveLength(31);
});

describe("a watch", () => {
  test("needs a callback, a known match and a name that is one", () => {
    expect(() => watch("a", undefined as never)).toThrow(/needs a callback/);
    expect(() => watch("a", silent, { match: "closest" as never })).toThrow(/"all", "nearest" or "direct"/);
    expect(() => watch("a", silent, { name: "" })).toThrow(/non-empty/);
  });

  test("is named after what it looks for, or as it is told", () => {
    const pattern = [where("a", always), anyOf("b", "c.*")] as const;
    expect(watch(pattern, silent)).toMatchObject({ name: "a[where] < b|c.*", named: false, match: "all" });
    expect(watch("a", silent, { name: "mine", match: "nearest" })).toMatchObject({
      name: "mine",
      named: true,
    });
  });
});

test("a link needs two keys", () => {
  const ends = { effect: "b", cause: "a" };
  expect(() => link({ ...ends, on: [always] as never })).toThrow(/two functions/);
  expect(() => link(ends as never)).toThrow(/two functions/);
  expect(link({ ...ends, on: [always, always] }).wait).toBe(true);
  expect(link({ ...ends, on: [always, always], wait: false }).wait).toBe(false);
});
