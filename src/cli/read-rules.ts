import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Rules } from "../rules/parse-rules.ts";
import { RuleFileError, type RuleProblem } from "../rules/rule-file-error.ts";
import { fileProblem } from "./file-problem.ts";
import type { Io } from "./io.ts";
import { looksLikeEvents } from "./looks-like-events.ts";

/** Rules that come with this package are named as they are imported: `tsrapide/rules/mcp.yaml`. */
const SHIPPED = /^tsrapide\/rules\/(\w+\.yaml)$/;

/**
 * Reads a rule file; `-` is stdin. Rejects with a `RuleFileError`, or with a sentence where it cannot
 * be read.
 */
export async function readRules(path: string, io: Io): Promise<Rules> {
  let text: string;
  try {
    text = path === "-" ? await readAll(io) : await readFile(placeOf(path, io), "utf8");
  } catch (error) {
    throw new Error(`cannot read ${path}: ${fileProblem(error)}`, { cause: error });
  }
  // What reads rules takes longer to load than all the rest: meanwhile the first events are read.
  const { parseRules } = await import("../rules/parse-rules.ts");
  const file = path === "-" ? "stdin" : path;
  if (looksLikeEvents(text)) throw new RuleFileError(file, [EVENTS]);
  return parseRules(text, { file });
}

/** Throws where there is no rule that anything could be checked by. */
export function mustCheck({ constraints, watches }: Rules, path: string): void {
  if (constraints.length === 0 && watches.length === 0)
    throw new Error(`${path}: nothing to check: it has no constraints and no watch`);
}

/** What a reader of YAML has to say of an event file would help nobody. */
const EVENTS: RuleProblem = {
  line: 1,
  column: 1,
  path: "",
  message: "this looks like events, not rules: events go first, or with lint behind --events",
};

function placeOf(path: string, { cwd }: Io): string | URL {
  const [, shipped] = SHIPPED.exec(path) ?? [];
  const place = resolve(cwd, path);
  return shipped === undefined || existsSync(place) ? place : new URL(`../rules/${shipped}`, import.meta.url);
}

async function readAll({ stdin, signal, host }: Io): Promise<string> {
  // There is no report yet to end with: the signal does what it does to any program.
  const end = (): void => host.endBy(signal.reason as NodeJS.Signals);
  signal.addEventListener("abort", end);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  signal.removeEventListener("abort", end);
  return Buffer.concat(chunks).toString("utf8");
}
