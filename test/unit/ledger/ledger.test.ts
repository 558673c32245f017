import fc from "fast-check";
import { expect, test } from "vitest";
import type { CausalEvent } from "../../../src/event.ts";
import { Ledger } from "../../../src/ledger/ledger.ts";
import { RowList } from "../../../src/ledger/row-list.ts";

const eventOf = (id: string): CausalEvent => ({
  id,
  name: "A",
  source: "s",
  time: 0,
  data: undefined,
  causes: [],
});
const add = (ledger: Ledger, id: string): number => ledger.add(eventOf(id), ledger.hashOf(id));

test("ids are found for as long as they are known, whatever comes and goes", () => {
  const ids = fc.oneof(
    fc.nat(40).map((at) => `e${at}`),
    fc.nat(40).map((at) => `${at} ends as all others do`),
    fc.string({ minLength: 1, maxLength: 6, unit: "grapheme" }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(ids, fc.boolean()), { maxLength: 400 }), (steps) => {
      const ledger = new Ledger();
      const known = new Map<string, number>();
      for (const [id, goes] of steps) {
        const row = known.get(id);
        expect(ledger.find(id)).toBe(row ?? 0);
        if (row === undefined) known.set(id, add(ledger, id));
        else if (goes) {
          ledger.remove(row);
          known.delete(id);
        }
      }
      for (const [id, row] of known) expect(ledger.events[row]?.id).toBe(id);
      expect(new Set(known.values()).size).toBe(known.size);
    }),
  );
});

test("rows are used again, so that a stream of ids takes no more room than those known at once", () => {
  const ledger = new Ledger();
  let highest = 0;
  for (let at = 0; at < 50_000; at++) {
    highest = Math.max(highest, add(ledger, `e${at}`));
    if (at >= 3_000) ledger.remove(ledger.find(`e${at - 3_000}`));
  }
  expect(highest).toBe(3_001);
  const known = Array.from({ length: 50_000 }, (_, at) => `e${at}`).filter((id) => ledger.find(id) !== 0);
  expect(known).toEqual(Array.from({ length: 3_000 }, (_, at) => `e${47_000 + at}`));
});

test("it grows to hold whatever is known at once", () => {
  const ledger = new Ledger();
  const rows = Array.from({ length: 10_000 }, (_, at) => add(ledger, `e${at}`));
  expect(rows.map((_, at) => ledger.find(`e${at}`))).toEqual(rows);
});

test("ids that count up lie side by side, sixteen at most", () => {
  const ledger = new Ledger();
  const places = Array.from({ length: 160 }, (_, at) => ledger.hashOf(`e${at}`));
  const besides = places.filter((hash, at) => hash - (places[at - 1] ?? 0) === 1).length;
  expect(besides).toBeGreaterThan(120);
  const letters = Array.from({ length: 64 }, (_, at) => ledger.hashOf(String.fromCharCode(0x4e00 + at)));
  const runs = letters.filter((hash, at) => at > 0 && hash - letters[at - 1]! !== 1).length;
  expect(runs).toBeGreaterThanOrEqual(3);
});

test("ids that differ at their beginning only are told apart by their hashes all the same", () => {
  const ledger = new Ledger();
  const ids = Array.from(
    { length: 2_000 },
    (_, at) => `${at} ${"is long and ends as all others do".repeat(3)}`,
  );
  expect(new Set(ids.map((id) => ledger.hashOf(id))).size).toBe(4);
  const rows = ids.map((id) => add(ledger, id));
  expect(new Set(ids.map((id) => ledger.hashOf(id))).size).toBeGreaterThan(1_990);
  expect(ids.map((id) => ledger.find(id))).toEqual(rows);
});

test("an event has an entry once something refers to it, and always the same", () => {
  const ledger = new Ledger();
  const row = add(ledger, "a");
  ledger.seqs[row] = 7;
  expect(ledger.entries[row]).toBeUndefined();
  const entry = ledger.entryAt(row);
  expect(entry).toMatchObject({ id: "a", row, seq: 7, event: ledger.events[row] });
  expect(ledger.entryAt(row)).toBe(entry);
  ledger.remove(row);
  expect(entry.row).toBe(0);
  expect(ledger.entries[add(ledger, "b")]).toBeUndefined();
});

test("a list of rows holds them in the order they were appended, wherever some leave", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(15), { maxLength: 60 }), (steps) => {
      const ledger = new Ledger();
      const list = new RowList(ledger);
      let expected: number[] = [];
      for (const row of steps.map((step) => step + 1)) {
        if (expected.includes(row)) {
          list.remove(row);
          expected = expected.filter((other) => other !== row);
        } else {
          list.append(row);
          expected.push(row);
        }
        const visited: number[] = [];
        list.each((row) => visited.push(row));
        expect([[...list], visited]).toEqual([expected, expected]);
        expect([list.size, list.oldest, list.newest]).toEqual([
          expected.length,
          expected[0] ?? 0,
          expected.at(-1) ?? 0,
        ]);
      }
    }),
  );
});
