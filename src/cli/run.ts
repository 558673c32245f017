import { readFileSync } from "node:fs";
import { didYouMean } from "../rules/nearest.ts";
import { UsageError } from "./arguments.ts";
import { HELP } from "./help.ts";
import type { Io } from "./io.ts";

const COMMANDS: Readonly<Record<string, (args: readonly string[], io: Io) => Promise<number>>> = {
  // Each is loaded when it is asked for: what reads rules takes longer to load than all the rest.
  check: async (args, io) => (await import("./check/check.ts")).check(args, io),
  explain: async (args, io) => (await import("./explain/explain.ts")).explain(args, io),
  export: async (args, io) => (await import("./export/export.ts")).exportGraph(args, io),
  lint: async (args, io) => (await import("./lint/lint.ts")).lint(args, io),
  suggest: async (args, io) => (await import("./suggest/suggest.ts")).suggest(args, io),
  tap: async (args, io) => (await import("./tap/tap.ts")).tap(args, io),
};

/** Runs the command line `argv` (without the program's name). Resolves with the exit status; never rejects. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const status = await runCommand(argv, io);
  const failure = await io.stdout.flushed();
  if (failure === undefined) return status;
  io.stderr.write(`tsrapide: the output is not whole: ${failure.message}\n`);
  return 2;
}

async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = argv;
  let help = "tsrapide --help";
  try {
    // What stands behind "--" is said to another program.
    const own = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
    if (first === "--version" || first === "-V" || own.includes("--version")) {
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
    help = `tsrapide ${name} --help`;
    return await command(first === "help" ? ["--help"] : rest, io);
  } catch (error) {
    io.stderr.write(
      error instanceof UsageError
        ? `tsrapide: ${error.message}\n"${help}" shows how it is used\n`
        : failureText(error),
    );
    return 2;
  }
}

/** What nobody foresaw, with the place where it happened. It must not look like a violation. */
export function failureText(error: unknown): string {
  return `tsrapide: failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
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
