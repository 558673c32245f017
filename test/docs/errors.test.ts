import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../package/run.ts";

const read = (path: string): string => readFileSync(join(repository, path), "utf8");
const page = read("docs/guide/errors.md");

/** The headings of the third level below one of the second. */
function headingsBelow(section: string): string[] {
  const text = page.split(/^## /m).find((each) => each.startsWith(`${section}\n`)) ?? "";
  return [...text.matchAll(/^### (.+)$/gm)].map(([, heading = ""]) => heading);
}

/** The members of a union of string literals, in their order. */
function membersOf(type: string, path: string): string[] {
  const [, union = ""] = new RegExp(`export type ${type} =([^;]*);`).exec(read(path)) ?? [];
  return [...union.matchAll(/"(\w+)"/g)].map(([, member = ""]) => member);
}

test.each([
  ["Error codes", "ErrorCode", "src/errors.ts"],
  ["Diagnostics", "DiagnosticKind", "src/engine/diagnostic.ts"],
])("%s: the page has a heading for each %s, and for nothing else", (section, type, path) => {
  const members = membersOf(type, path);
  expect(members.length).toBeGreaterThan(5);
  expect(headingsBelow(section).toSorted()).toEqual(members.toSorted());
});
