import { readFileSync } from "node:fs";
import { didYouMean } from "../rules/nearest.ts";
import { UsageError } from "./arguments.ts";
import { check } from "./commands/check.ts";
import { HELP } from "./help.ts";
import type { Io } from "./io.ts";

const COMMANDS: Readonly<Record<string, (args: readonly string[], io: Io) => Promise<number>>> = { check };

/** Runs the command line `argv` (without the program's name). Resolves with the exit status. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = argv;
  try {
    if (first === "--version" || first === "-V" || rest.includes("--version")) {
      io.stdout.write(`${version()}\n`);
      return 0;
    }
    if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
      io.stdout.write(HELP);
      return 0;
    }
    if (first === undefined) {
      io.stderr.write(HELP);
      return 2;
    }
    const name = first === "help" ? rest[0]! : first;
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) throw new UsageError(unknownCommand(name));
    return await command(first === "help" ? ["--help"] : rest, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`tsrapide: ${error.message}\n"tsrapide --help" shows how it is used\n`);
    return 2;
  } finally {
    await io.stdout.drained();
  }
}

function unknownCommand(name: string): string {
  if (name.startsWith("-")) return `unknown flag ${name}${didYouMean(name, ["--help", "--version"])}`;
  if (/\.(nd)?jsonl?(\.gz)?$/.test(name)) return `"${name}" is no command; did you mean "check ${name}"?`;
  return `unknown command "${name}"${didYouMean(name, Object.keys(COMMANDS))} (known: ${Object.keys(COMMANDS).join(", ")})`;
}

function version(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
