import fc from "fast-check";
import { expect, it } from "vitest";
import { sizeOf } from "../../../src/adapters/size.ts";

it("is the length of the JSON text, where nothing has to be escaped", () => {
  const plain = fc.string({ unit: fc.constantFrom("a", "é", "漢", "😀", " ") });
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: fc.constantFrom("a", "é", "漢", " ") }), plain, (value, text) => {
      for (const each of [value, [value, text], { [text]: value, other: undefined }])
        expect(sizeOf(each)).toBe(JSON.stringify(each).length);
    }),
  );
});

it("ends on what goes round in circles", () => {
  const circle: unknown[] = [];
  circle.push(circle, circle);
  expect(sizeOf(circle)).toBeGreaterThan(1_000);
});
