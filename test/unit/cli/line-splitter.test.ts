import fc from "fast-check";
import { expect, it } from "vitest";
import { LineSplitter } from "../../../src/cli/line-splitter.ts";

/** Every line with its number; of an unusable one what is wrong with it. */
function linesOf(chunks: readonly Uint8Array[], longest?: number): [number, string][] {
  const splitter = new LineSplitter(longest);
  const found: [number, string][] = [];
  const takeAll = (): void => {
    while (splitter.next()) {
      const text = splitter.flaw === undefined ? splitter.text() : undefined;
      found.push([splitter.line, text ?? `! ${splitter.flaw}`]);
    }
  };
  for (const chunk of chunks) {
    // A reader uses its buffer again.
    const buffer = Buffer.from(chunk);
    splitter.push(buffer);
    takeAll();
    buffer.fill(0);
  }
  splitter.end();
  takeAll();
  return found;
}

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [0, ...at.map((each) => each % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

it("gives the same lines however the bytes are cut", () => {
  const text = fc.array(fc.constantFrom("a", "bc", "é", "日本", "😀", "\n", "\r\n", " "), { maxLength: 40 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (parts, at) => {
      const whole = parts.join("");
      const expected = whole.split("\n");
      if (expected.at(-1) === "") expected.pop();
      expect(linesOf(cut(Buffer.from(whole), at))).toEqual(expected.map((line, index) => [index + 1, line]));
    }),
  );
});

it("tells lines that are not UTF-8 from those around them", () => {
  const bytes = Buffer.concat([
    Buffer.from("é\n"),
    Buffer.from([0xc3, 0x0a]),
    Buffer.from("ok\n"),
    Buffer.from([0xff]),
  ]);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 4 }), (at) => {
      expect(linesOf(cut(bytes, at))).toEqual([
        [1, "é"],
        [2, "! not UTF-8 text"],
        [3, "ok"],
        [4, "! not UTF-8 text"],
      ]);
    }),
  );
});

it("does not keep a line that is too long", () => {
  const chunks = ["ab\ncdef", "ghij", "klm", "n\nop\n", "qrstu", "vwxyz"].map((each) => Buffer.from(each));
  expect(linesOf(chunks, 8)).toEqual([
    [1, "ab"],
    [2, "! longer than 8 bytes"],
    [3, "op"],
    [4, "! longer than 8 bytes"],
  ]);
});

it("takes a byte order mark off the first line only", () => {
  expect(linesOf([Buffer.from("\uFEFFa\n\uFEFFb")])).toEqual([
    [1, "a"],
    [2, "\uFEFFb"],
  ]);
});

it("takes a BOM off the first line also where another line is not UTF-8", () => {
  const bytes = Buffer.concat([
    Buffer.from("\uFEFFone\n"),
    Buffer.from([0xff, 0x0a]),
    Buffer.from("three\n"),
  ]);
  expect(linesOf([bytes])).toEqual([
    [1, "one"],
    [2, "! not UTF-8 text"],
    [3, "three"],
  ]);
});
