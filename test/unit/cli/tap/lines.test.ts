import fc from "fast-check";
import { expect, it } from "vitest";
import { Insertion } from "../../../../src/cli/tap/insertion.ts";
import { RawLines } from "../../../../src/cli/tap/raw-lines.ts";

const bytes = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0x61, 0x0d, 0x80, 0xff) }, fc.constant(0x0a)), {
    maxLength: 60,
  })
  .map((each) => Buffer.from(each));
const chunks = fc.array(bytes, { maxLength: 12 });

it("lines are the bytes as they are, each up to its newline", () => {
  fc.assert(
    fc.property(chunks, (parts) => {
      const lines = new RawLines(Infinity);
      const cut = parts.flatMap((part) => [...lines.push(part)].map((line) => Buffer.from(line.bytes)));
      cut.push(...[...lines.end()].map((line) => line.bytes as Buffer<ArrayBuffer>));
      expect(Buffer.concat(cut)).toEqual(Buffer.concat(parts));
      for (const [at, line] of cut.entries()) {
        expect(line.subarray(0, -1).includes(0x0a)).toBe(false);
        if (at < cut.length - 1) expect(line.at(-1)).toBe(0x0a);
      }
    }),
  );
});

it("of a line that is too long only the length is kept, its bytes are told, and the next one is whole", () => {
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 20 }), (parts, longest) => {
      const told: Buffer[] = [];
      const lines = new RawLines(longest, (part) => told.push(part));
      const all = new RawLines(Infinity);
      const kept = [...parts.flatMap((part) => [...lines.push(part)]), ...lines.end()];
      const whole = [...parts.flatMap((part) => [...all.push(part)]), ...all.end()];
      expect(kept.map(({ size }) => size)).toEqual(whole.map(({ size }) => size));
      for (const [at, { bytes, size }] of kept.entries())
        expect(bytes).toEqual(size > longest ? Buffer.alloc(0) : whole[at]?.bytes);
      const long = whole.filter(({ size }) => size > longest);
      expect(Buffer.concat(told)).toEqual(Buffer.concat(long.map(({ bytes }) => bytes)));
    }),
  );
});

it("lines of our own are put between theirs and change nothing else", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(bytes, fc.constant("OURS"))), (steps) => {
      const insertion = new Insertion();
      const out: Buffer[] = [];
      insertion.on("data", (part: Buffer) => out.push(part));
      for (const step of steps)
        if (typeof step === "string") insertion.insert(step);
        else insertion.write(step);
      const passed = Buffer.concat(steps.filter((step) => typeof step !== "string"));
      const result = Buffer.concat(out).toString("latin1");
      expect(result.replaceAll(/(?<=^|\n)OURS\n/g, "")).toBe(passed.toString("latin1"));
      // All are out, but for those that wait for the end of a line.
      const inserted = result.split("OURS\n").length - 1;
      const last = steps.findLastIndex((step) => typeof step !== "string" && step.includes(0x0a));
      const sure = passed.length === 0 || passed.at(-1) === 0x0a ? steps : steps.slice(0, last + 1);
      expect(inserted).toBeGreaterThanOrEqual(sure.filter((step) => step === "OURS").length);
    }),
  );
});
