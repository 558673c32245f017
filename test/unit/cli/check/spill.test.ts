import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { Spill } from "../../../../src/cli/check/spill.ts";

function leftBehind(): string[] {
  return readdirSync(tmpdir()).filter((name) => /^tsrapide-(?!test-)/.test(name));
}

async function drained(spill: Spill): Promise<string> {
  let text = "";
  for await (const chunk of spill.drain()) text += chunk;
  return text;
}

it("gives back what was added, in order, from memory and from the file it spilled to", async () => {
  const before = leftBehind();
  const spill = new Spill(10);
  expect(spill.empty).toBe(true);
  const added = Array.from({ length: 100 }, (_, at) => `é${at},`);
  for (const text of added) {
    spill.add(text);
    await spill.settle();
  }
  expect(spill.empty).toBe(false);
  expect(leftBehind().length).toBe(before.length + 1);
  expect(await drained(spill)).toBe(added.join(""));
  expect(leftBehind()).toEqual(before);
});

it("keeps what is short in memory", async () => {
  const before = leftBehind();
  const spill = new Spill();
  spill.add("a");
  await spill.settle();
  expect(leftBehind()).toEqual(before);
  expect(await drained(spill)).toBe("a");
});
