import fc from "fast-check";
import { expect, test } from "vitest";
import {
  closed,
  type History,
  joined,
  type Slot,
  valueIn,
  visitValues,
  withValue,
} from "../../../src/history/history.ts";

const slots: Slot<number>[] = Array.from({ length: 300 }, (_, index) => ({ index, join: Math.max }));
const indices = fc.oneof(fc.nat(3), fc.nat(17), fc.nat(299));
const writes = fc.array(fc.tuple(indices, fc.integer({ min: 1, max: 9 })), { maxLength: 12 });

function written(from: History, values: readonly (readonly [number, number])[]): History {
  let history = from;
  for (const [index, value] of values) history = withValue(history, slots[index]!, value);
  return closed(history);
}

const valuesOf = (history: History): (number | undefined)[] => slots.map((slot) => valueIn(history, slot));

test("a history holds what was written last into each slot, and those it was made of stay as they were", () => {
  fc.assert(
    fc.property(writes, writes, (first, second) => {
      const a = written(undefined, first);
      const before = valuesOf(a);
      const b = written(a, second);
      expect(valuesOf(a)).toEqual(before);
      const expected = new Map([...first, ...second]);
      expect(valuesOf(b)).toEqual(slots.map(({ index }) => expected.get(index)));
    }),
  );
});

test("a join joins slot by slot, and is one of the two where that holds the other", () => {
  fc.assert(
    fc.property(writes, writes, writes, (common, left, right) => {
      const shared = written(undefined, common);
      const [a, b] = [written(shared, left), written(shared, right)];
      const [valuesA, valuesB] = [valuesOf(a), valuesOf(b)];
      const history = joined(a, b, slots);
      const values = valuesA.map((value, at) => {
        const other = valuesB[at];
        return value === undefined ? other : other === undefined ? value : Math.max(value, other);
      });
      expect(valuesOf(history)).toEqual(values);
      expect([valuesOf(a), valuesOf(b)]).toEqual([valuesA, valuesB]);
      const same = (one: readonly unknown[]): boolean => one.every((value, at) => value === values[at]);
      if (same(valuesA)) expect(history).toBe(a);
      expect(joined(history, a, slots)).toBe(history);
      expect(joined(a, a, slots)).toBe(a);
    }),
  );
});

test("what was joined is not written to by what comes after it", () => {
  const a = written(undefined, [[0, 1]]);
  const b = written(undefined, [[1, 2]]);
  const past = joined(a, b, slots);
  const after = withValue(past, slots[0]!, 9);
  expect([valueIn(past, slots[0]!), valueIn(after, slots[0]!)]).toEqual([1, 9]);
});

test("a visit meets each value, and shared nodes once", () => {
  const a = written(undefined, [
    [0, 1],
    [5, 2],
    [70, 3],
  ]);
  const b = written(a, [[1, 4]]);
  const met: [number, unknown][] = [];
  for (const history of [a, b, a]) visitValues(history, 1, (index, value) => met.push([index, value]));
  expect(met.toSorted(([one], [other]) => one - other)).toEqual([
    [0, 1],
    [0, 1],
    [1, 4],
    [5, 2],
    [70, 3],
  ]);
});
