import { parseArgs } from "node:util";
import { didYouMean } from "../rules/nearest.ts";

/** The command line cannot be understood: what is wrong, and what was probably meant. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** A flag of a command. */
export interface Flag {
  readonly short?: string;
  /** How its value is called in the help; a flag without one is a switch. */
  readonly value?: string;
  /** The value may be left out; where it is given, an "=" stands before it. */
  readonly optional?: true;
  readonly help: string;
}

export interface Arguments<Name extends string> {
  readonly positionals: readonly string[];
  /** What stands behind "--", as it is; `undefined` where there is none. */
  readonly behindDashes: readonly string[] | undefined;
  /** Text of the flags with a value, `true` of switches; what is not there was not given. */
  readonly given: { readonly [K in Name]?: string | true };
}

/** Reads the arguments of a command. Throws a `UsageError` that names the nearest flag. */
export function readArguments<Name extends string>(
  args: readonly string[],
  flags: { readonly [K in Name]: Flag },
): Arguments<Name> {
  const named: Readonly<Record<string, Flag>> = flags;
  const options = Object.fromEntries(
    Object.entries(named).map(([name, { short, value, optional }]) => [
      name,
      {
        type: value === undefined || optional ? ("boolean" as const) : ("string" as const),
        ...(short && { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const positionals: string[] = [];
  let behindDashes: readonly string[] | undefined;
  const given: Record<string, string | true> = {};
  for (const token of tokens) {
    if (token.kind === "positional") {
      // As a path it would be the directory that the command runs in.
      if (token.value === "" && behindDashes === undefined)
        throw new UsageError("an argument is empty: is a variable of the shell not set?");
      positionals.push(token.value);
    }
    if (token.kind === "option-terminator") behindDashes = args.slice(token.index + 1);
    if (token.kind !== "option") continue;
    const flag = Object.hasOwn(named, token.name) ? named[token.name] : undefined;
    if (flag === undefined) throw new UsageError(unknownFlag(token.rawName, named));
    const shown = `--${token.name}`;
    if (given[token.name] !== undefined) throw new UsageError(`${shown} is given twice`);
    given[token.name] = valueOf(shown, flag, token.value, named);
  }
  return { positionals, behindDashes, given: given as Arguments<Name>["given"] };
}

function valueOf(
  shown: string,
  flag: Flag,
  value: string | undefined,
  flags: Readonly<Record<string, Flag>>,
): string | true {
  if (flag.value === undefined) {
    if (value === undefined) return true;
    throw new UsageError(`${shown} is a switch: it takes no value, got "${value}"`);
  }
  if (flag.optional && value === undefined) return true;
  const isFlag = value !== undefined && value.startsWith("--") && Object.hasOwn(flags, value.slice(2));
  if (value === undefined || value === "" || isFlag)
    throw new UsageError(`${shown} needs a value: ${shown}${flag.optional ? "=" : " "}${flag.value}`);
  return value;
}

function unknownFlag(raw: string, flags: Readonly<Record<string, Flag>>): string {
  const known = Object.keys(flags).map((name) => `--${name}`);
  return `unknown flag ${raw}${raw.startsWith("--") ? didYouMean(raw, known) : ""}`;
}

/** A count of events: a whole number from `least` up, or `Infinity`. */
export function readCount(
  flag: string,
  text: string | true | undefined,
  { least }: { least: number },
): number | undefined {
  if (text === undefined) return undefined;
  if (typeof text === "string") {
    if (/^infinity$/i.test(text)) return Infinity;
    const digits = text.replaceAll(/(?<=\d)[_,](?=\d)/g, "");
    const value = /^\d+$/.test(digits) ? Number(digits) : NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
  }
  throw new UsageError(
    `--${flag} takes a whole number of events from ${least} up, or Infinity; got "${text}"`,
  );
}

/** A plain number, as of a violation. */
export function readNumber(flag: string, text: string | true | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = typeof text === "string" && /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= least) return number;
  throw new UsageError(`--${flag} takes a whole number from ${least} up, got "${text}"`);
}
