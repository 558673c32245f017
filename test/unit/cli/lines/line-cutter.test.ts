import fc from "fast-check";
import { expect, it } from "vitest";
import { FROM, KIND, LINE, ROW, TO, TOO_LONG, emptyBlock } from "../../../../src/cli/lines/line-block.ts";
import { LineCutter } from "../../../../src/cli/lines/line-cutter.ts";

/** Every line that is not blank with its number; "! too long" for one that is. */
function linesOf(chunks: readonly Uint8Array[], longest?: number): [number, string][] {
  const cutter = new LineCutter(longest);
  const block = emptyBlock();
  const found: [number, string][] = [];
  const takeAll = (): void => {
    for (let row = 0; row < block.count * ROW; row += ROW) {
      const line = block.bytes.subarray(block.rows[row + FROM], block.rows[row + TO]);
      const text = block.rows[row + KIND] === TOO_LONG ? "! too long" : Buffer.from(line).toString();
      found.push([block.before + block.rows[row + LINE]!, text]);
    }
  };
  for (const chunk of chunks) {
    // A reader uses its buffer again.
    const buffer = Uint8Array.from(chunk);
    cutter.cut(buffer, block);
    buffer.fill(0);
    takeAll();
  }
  cutter.end(block);
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
      expect(linesOf(cut(Buffer.from(whole), at))).toEqual(
        expected
          .map((line, index) => [index + 1, line])
          .filter(([, line]) => !/^[ \t\r]*$/.test(String(line))),
      );
    }),
  );
});

it("does not keep a line that is too long", () => {
  const chunks = ["ab\ncdef", "ghij", "klm", "n\nop\n", "qrstu", "vwxyz"].map((each) => Buffer.from(each));
  expect(linesOf(chunks, 8)).toEqual([
    [1, "ab"],
    [2, "! too long"],
    [3, "op"],
    [4, "! too long"],
  ]);
});

it("takes a byte order mark off the first line only", () => {
  expect(linesOf([Buffer.from("\uFEFFa\n\uFEFFb")])).toEqual([
    [1, "a"],
    [2, "\uFEFFb"],
  ]);
});
