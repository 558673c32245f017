import { expect, it } from "vitest";
import { didYouMean, nearest, nearestFew } from "../../../src/rules/nearest.ts";

const KEYS = ["mustMatch", "never", "precededBy", "withinCause", "severity"];

it.each([
  ["mustmatch", "mustMatch"],
  ["must_match", "mustMatch"],
  ["within-cause", "withinCause"],
  ["nevr", "never"],
  ["nevre", "never"],
  ["precededby", "precededBy"],
  ["severty", "severity"],
  ["within", "withinCause"],
  ["always", undefined],
  ["", undefined],
])("takes %j for %j", (word, meant) => {
  expect(nearest(word, KEYS)).toBe(meant);
});

it("names the closest few, however far off where that is asked for", () => {
  const names = ["Pager.page", "Sensor.reading", "Sensor.critical"];
  expect(nearestFew("Sensor.readings", names, 2)).toEqual(["Sensor.reading"]);
  expect(nearestFew("reading", names, 2, { far: true })[0]).toBe("Sensor.reading");
  expect(nearestFew("x", names, 5, { far: true })).toHaveLength(3);
  expect(didYouMean("x", names)).toBe("");
});
