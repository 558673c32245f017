import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../package/run.ts";
import { filesBelow } from "../source-tree.ts";
import { blocksOf, isFile, type Program, programsOf, sessionsOf } from "./markdown.ts";
import { compile, printedBy, shell, trimmed, workspace } from "./workspace.ts";

/** Every page a user reads: each snippet is compiled, and what a page says is printed, is printed. */
const PAGES = [
  "README.md",
  ...filesBelow("docs").map((path) => `docs/${path}`),
  ...filesBelow("examples").map((path) => `examples/${path}`),
].filter((path) => path.endsWith(".md") && existsSync(join(repository, path)));

const folder = workspace("pages");
const pages = PAGES.map(readPage);
const messages = (["ts", "mjs"] as const).flatMap((language) =>
  compile(
    folder,
    pages.flatMap(({ programs }) => programs.filter((p) => p.language === language).map(({ file }) => file)),
    language,
  ),
);

interface Page {
  readonly path: string;
  /** Where its programs and commands run: its files lie here, and the examples. */
  readonly place: string;
  readonly programs: readonly Program[];
  readonly sessions: ReturnType<typeof sessionsOf>;
}

function readPage(path: string): Page {
  const name = path.replace(/\.md$/, "").replaceAll("/", "-");
  const place = join(folder, name);
  mkdirSync(place);
  symlinkSync(join(folder, "examples"), join(place, "examples"), "junction");
  const blocks = blocksOf(readFileSync(join(repository, path), "utf8"));
  for (const { word, text } of blocks) if (isFile(word)) writeFileSync(join(place, word), text);
  const programs = programsOf(blocks).map((program) => ({ ...program, file: `${name}/${program.file}` }));
  for (const { file, code } of programs) writeFileSync(join(folder, file), code);
  return { path, place, programs, sessions: sessionsOf(blocks) };
}

const telling = pages.filter(({ programs, sessions }) => programs.length + sessions.length > 0);

describe.each(telling)("$path", ({ place, programs, sessions }) => {
  test.each(programs)("the snippet in line $line compiles", ({ file }) => {
    expect(messages.filter((message) => message.startsWith(file))).toEqual([]);
  });

  const printing = programs.filter(({ output }) => output !== undefined);
  test.each(printing)("the snippet in line $line prints what the page says", ({ file, output = "" }) => {
    const compiled = file.replace(/^.*\//, "").replace(/\.ts$/, ".js");
    expect(trimmed(printedBy(place, compiled))).toBe(trimmed(output));
  });

  test.each(sessions)("the commands in line $line print what the page says", ({ commands, output }) => {
    expect(trimmed(shell(place, commands))).toBe(trimmed(output));
  });
});

test("the compiler has nothing to say of files that the snippets import", () => {
  const files = pages.flatMap(({ programs }) => programs.map(({ file }) => file));
  expect(messages.filter((message) => !files.some((file) => message.startsWith(file)))).toEqual([]);
});
