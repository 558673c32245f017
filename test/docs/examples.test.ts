import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../package/run.ts";
import { filesBelow } from "../source-tree.ts";
import { compile, printedBy, trimmed, workspace } from "./workspace.ts";

const examples = filesBelow("examples").filter((path) => /^\d\d-[^/]*\.(mjs|ts)$/.test(path));
const folder = workspace("numbered");
const typed = examples.filter((path) => path.endsWith(".ts"));
const messages = compile(
  folder,
  typed.map((path) => `examples/${path}`),
  "ts",
);

test("the numbered examples compile", () => {
  expect(messages).toEqual([]);
});

test.each(examples)("examples/%s prints what examples/expected says", (path) => {
  const expected = join(repository, "examples/expected", path.replace(/\.\w+$/, ".txt"));
  const printed = printedBy(folder, `examples/${path.replace(/\.ts$/, ".js")}`);
  expect(existsSync(expected), `${expected} is missing; it printed:\n${printed}`).toBe(true);
  expect(trimmed(printed)).toBe(trimmed(readFileSync(expected, "utf8")));
});

test("every expected output belongs to an example", () => {
  const names = new Set(examples.map((path) => path.replace(/\.\w+$/, ".txt")));
  expect(filesBelow("examples/expected").filter((path) => !names.has(path))).toEqual([]);
});
