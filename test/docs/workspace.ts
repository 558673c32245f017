import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { repository } from "../package/run.ts";
import { stage } from "../package/stage.ts";

/** Compiles a user's programs as strictly as this package is compiled; JavaScript without annotations. */
const COMPILER_OPTIONS = {
  target: "es2023",
  lib: ["es2023"],
  module: "nodenext",
  types: ["node"],
  strict: true,
  noUncheckedIndexedAccess: true,
  moduleDetection: "force",
  // Declarations of others, such as those of the MCP SDK, may want types of the DOM.
  skipLibCheck: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  rootDir: ".",
};

/** Makes a project with the package installed and the repository's examples in it. */
export function workspace(name: string): string {
  const folder = join(stage().consumer, name);
  mkdirSync(folder, { recursive: true });
  const examples = join(repository, "examples");
  if (existsSync(examples)) cpSync(examples, join(folder, "examples"), { recursive: true });
  return folder;
}

/**
 * Compiles programs (paths in the folder) and puts the JavaScript beside them. Answers with what the
 * compiler says, one message an entry, `file(line,column): error …`.
 */
export function compile(folder: string, files: readonly string[], language: "ts" | "mjs"): string[] {
  if (files.length === 0) return [];
  const config = join(folder, `tsconfig.${language}.json`);
  const javascript = { allowJs: true, checkJs: true, noEmit: true, noImplicitAny: false };
  const compilerOptions = language === "ts" ? COMPILER_OPTIONS : { ...COMPILER_OPTIONS, ...javascript };
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  const tsc = join(repository, "node_modules/typescript/bin/tsc");
  const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", config], {
    cwd: folder,
    encoding: "utf8",
  });
  const messages = stdout.split(/\n(?=\S)/).filter((message) => message.trim() !== "");
  if (status !== 0 && messages.length === 0) messages.push(`tsc ended with ${status}`);
  return messages;
}

/** What a program prints to standard output and standard error, in that order of time. */
export function printedBy(folder: string, file: string): string {
  return shell(folder, [`exec node ${file}`]);
}

/** What commands print, run one after the other in one shell; `$?` is that of the one before. */
export function shell(folder: string, commands: readonly string[]): string {
  const path = [join(stage().consumer, "node_modules/.bin"), dirname(process.execPath), process.env["PATH"]];
  const { stdout, error, signal } = spawnSync("sh", ["-c", `exec 2>&1\n${commands.join("\n")}`], {
    cwd: folder,
    encoding: "utf8",
    timeout: 30_000,
    env: {
      ...process.env,
      PATH: path.join(delimiter),
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
      NODE_OPTIONS: "",
    },
  });
  if (error) throw error;
  if (signal) throw new Error(`${commands.join("\n")}: ended by ${signal} after printing\n${stdout}`);
  return stdout;
}

/** Lines without the spaces at their ends, and without empty lines around them. */
export function trimmed(text: string): string {
  return text.replaceAll(/[ \t\r]+$/gm, "").trim();
}
