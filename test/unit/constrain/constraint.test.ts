import { mustMatch, never, precededBy, type Within, where } from "tsrapide";
import { describe, expect, test } from "vitest";

const pair = { trigger: "a", response: "b" };

describe("a constraint's name", () => {
  test("is the one given, or says what it demands", () => {
    expect(mustMatch({ ...pair, name: "mine" })).toMatchObject({ name: "mine", named: true });
    expect(mustMatch({ trigger: ["a", "c"], response: "b" })).toMatchObject({
      name: "a|c must cause b",
      named: false,
    });
    expect(mustMatch({ ...pair, within: { ms: 50 } }).name).toBe("a must cause b within 50 ms");
    expect(mustMatch({ ...pair, within: { events: 3 } }).name).toBe("a must cause b within 3 events");
    expect(never({ pattern: ["a", "b"] }).name).toBe("never seq(a, b)");
    expect(never({ pattern: ["a", "b"], withinCause: "c", scope: "nearest" }).name).toBe(
      "never allOf(a, b) within nearest c",
    );
    expect(precededBy({ effect: "a", cause: where("b", () => true) }).name).toBe("a preceded by b[where]");
  });

  test("is a non-empty string", () => {
    expect(() => mustMatch({ ...pair, name: "" })).toThrow(TypeError);
    expect(() => never({ pattern: "a", name: 7 as never })).toThrow(TypeError);
  });
});

describe("what cannot be meant is a TypeError when it is built", () => {
  test("an option that there is not", () => {
    expect(() => mustMatch({ ...pair, witin: { ms: 1 } } as never)).toThrow(/no option "witin"/);
    expect(() => never({ patern: "a" } as never)).toThrow(/no option "patern"/);
    expect(() => precededBy({ effect: "a", cause: "b", within: { ms: 1 } } as never)).toThrow(/"within"/);
  });

  test("a role that is missing", () => {
    expect(() => mustMatch({ trigger: "a" } as never)).toThrow(/mustMatch response/);
    expect(() => never({} as never)).toThrow(/never pattern/);
    expect(() => precededBy({ effect: "a" } as never)).toThrow(/precededBy cause/);
  });

  test("no options at all", () => {
    for (const build of [mustMatch, never, precededBy]) {
      expect(() => build(undefined as never)).toThrow(TypeError);
      expect(() => build("a" as never)).toThrow(TypeError);
    }
  });

  test("a severity that there is not", () => {
    expect(() => mustMatch({ ...pair, severity: "fatal" as never })).toThrow(/severity/);
    expect(mustMatch(pair).severity).toBe("error");
    expect(mustMatch({ ...pair, severity: "warning" }).severity).toBe("warning");
  });

  test("a scope that there is not, or that has no cause to choose among", () => {
    expect(() => never({ pattern: "a", withinCause: "c", scope: "next" as never })).toThrow(
      /"all" or "nearest"/,
    );
    expect(() => never({ pattern: "a", scope: "nearest" })).toThrow(/needs withinCause/);
    expect(never({ pattern: "a", withinCause: "c" }).scope).toBe("all");
  });
});

describe("a deadline", () => {
  test.each([
    { events: 1 },
    { ms: 0 },
    { ms: 0.5, clock: "arrival" },
    { ms: 5, clock: "event", allowedLatenessMs: 0 },
  ] satisfies Within[])("can be %j", (within) => {
    expect(mustMatch({ ...pair, within }).within).toEqual(within);
  });

  test.each([
    null,
    5,
    {},
    { events: 0 },
    { events: 1.5 },
    { events: 1, ms: 5 },
    { events: 1, clock: "event" },
    { ms: -1 },
    { ms: "5" },
    { ms: Number.NaN },
    { ms: 5, clock: "wall" },
    { ms: 5, unit: "s" },
    { ms: 5, clock: "event", allowedLatenessMs: -1 },
    { ms: 5, clock: "arrival", allowedLatenessMs: 1 },
  ])("cannot be %j", (within) => {
    expect(() => mustMatch({ ...pair, within: within as never })).toThrow(TypeError);
  });
});
