import * as tsrapide from "tsrapide";
import { expect, test } from "vitest";

test("typed() returns the very functions that the package exports", () => {
  const functions = Object.entries(tsrapide.typed<{ "Sensor.reading": { temperature: number } }>());
  expect(functions.length).toBeGreaterThan(0);
  for (const [name, value] of functions) expect(value, name).toBe(tsrapide[name as keyof typeof tsrapide]);
});
