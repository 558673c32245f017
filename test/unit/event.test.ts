import { event } from "tsrapide";
import { describe, expect, test } from "vitest";
import { freshId } from "../../src/event.ts";
import { flawOf } from "../../src/read-input.ts";

describe("event()", () => {
  test("makes an id, so that others can cite it before it is emitted", () => {
    const first = event("Sensor.reading", { temperature: 120 });
    const second = event("Alerter.alert", undefined, { causes: [first, "x"], source: "s", time: 5 });
    expect(first).toEqual({ id: first.id, name: "Sensor.reading", data: { temperature: 120 } });
    expect(second).toMatchObject({ causes: [first, "x"], source: "s", time: 5 });
    expect(new Set([first.id, second.id, freshId(), ""]).size).toBe(4);
  });

  test("keeps the id it is given", () => {
    expect(event("Sensor.reading", {}, { id: "r1" }).id).toBe("r1");
  });
});

test("event() refuses an option that does not exist: it would be a cause that is none", () => {
  expect(() => event("Alerter.alert", {}, { cause: ["r1"] } as object)).toThrow(
    'event() has no option "cause"; it takes causes, source, id, time',
  );
});

test("a name of a million segments is a name, and no two dots in a row are", () => {
  const name = Array.from({ length: 1_000_000 }, () => "a").join(".");
  expect(flawOf({ name })).toBeUndefined();
  expect(flawOf({ name: `${name}..a` })).toMatchObject({ field: "name" });
});

describe("what keeps a value from being an event", () => {
  const sound = { id: "e1", name: "Sensor.reading", source: "s", time: 0, data: null, causes: ["a"] };

  test.each([
    sound,
    { name: "A" },
    { name: "a-b_C.9" },
    { ...sound, causes: [] },
    { ...sound, causes: new Set(["a", "b"]) },
    { ...sound, causes: [{ id: "a" }, "a"] },
    { ...sound, time: -1.5 },
  ])("nothing: %j", (input) => {
    expect(flawOf(input)).toBeUndefined();
  });

  test.each([
    [null, "event"],
    ["Sensor.reading", "event"],
    [{}, "name"],
    [{ name: "" }, "name"],
    [{ name: "Sensor." }, "name"],
    [{ name: "Sensor..reading" }, "name"],
    [{ name: "Sensor reading" }, "name"],
    [{ name: "Sensor.*" }, "name"],
    [{ ...sound, id: "" }, "id"],
    [{ ...sound, id: 7 }, "id"],
    [{ ...sound, source: "" }, "source"],
    [{ ...sound, time: "2026-01-01" }, "time"],
    [{ ...sound, time: Number.NaN }, "time"],
    [{ ...sound, causes: "a" }, "causes"],
    [{ ...sound, causes: { 0: "a" } }, "causes"],
    [{ ...sound, causes: ["a", ""] }, "causes[1]"],
    [{ ...sound, causes: ["a", null] }, "causes[1]"],
    [{ ...sound, causes: ["a", "b", "e1"] }, "causes[2]"],
  ])("%j: the flaw is in %s", (input, field) => {
    expect(flawOf(input)?.field).toBe(field);
  });

  test("says what was wrong with which value", () => {
    expect(flawOf({ name: "Sensor reading" })?.problem).toContain('"Sensor reading"');
    expect(flawOf({ ...sound, causes: ["e1"] })?.problem).toBe('event "e1" cites itself');
  });
});
