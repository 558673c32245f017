import { Environment, EvaluationError, ParseError, TypeError as CelTypeError } from "@marcbachmann/cel-js";
import type { CausalEvent } from "../event.ts";
import { describeValue } from "../pattern/selector.ts";
import { readFieldsDirectly } from "./cel-fields.ts";
import { fieldsNamed } from "./cel-fields-named.ts";
import { type CelNode, nodesOf } from "./cel-nodes.ts";
import { letNumbersMix, registerNumberMixes } from "./cel-numbers.ts";
import { misplacedWord, sayOf } from "./cel-words.ts";
import { constant } from "./constants.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { reading } from "./reads.ts";

/** A compiled condition. Throws where CEL has an error, and where the result is not a boolean. */
export type Condition = (event: CausalEvent<any>) => boolean;

/** A condition that cannot be used: why, and where in its text. */
export class ConditionError extends Error {
  /** From the start of the expression, in UTF-16 units. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = "ConditionError";
    this.offset = offset;
  }
}

// A time is a number like those in the data: its kind is known only when the condition runs.
const VARIABLES = { id: "string", name: "string", source: "string", time: "dyn", data: "dyn" } as const;

/**
 * Compiles a CEL expression over `id`, `name`, `source`, `time` and `data`. Throws a
 * `ConditionError` for bad syntax, unknown names and types that can never fit. A call costs about
 * 0.1 to 0.3 microseconds for one or two comparisons.
 */
export function compileCondition(text: string): Condition {
  const { program, missing, fields, readsEvent } = compile(text);
  const holds: Condition = (event) => {
    let result: unknown;
    try {
      result = program(event.data === undefined ? withNullData(event) : event);
    } catch (error) {
      throw onOneLine(error);
    }
    if (typeof result === "boolean") return result;
    throw missing(result);
  };
  return reading(readsEvent ? holds : constant(holds), fields);
}

/** The errors of cel-js draw the place below what they say, which a line of text has no room for. */
function onOneLine(error: unknown): unknown {
  if (error instanceof EvaluationError || error instanceof CelTypeError)
    error.message = inOurWords(error.summary);
  return error;
}

function withNullData({ id, name, source, time }: CausalEvent<any>): object {
  return { id, name, source, time, data: null };
}

function compile(text: string): {
  program: (context: object) => unknown;
  missing: (result: unknown) => Error;
  fields: readonly string[];
  readsEvent: boolean;
} {
  const environment = sharedEnvironment();
  if (text.trim() === "") throw new ConditionError("the condition is empty", 0);
  try {
    const program = environment.parse(text);
    const nodes = nodesOf(program.ast as unknown as CelNode);
    const fields = fieldsNamed(nodes);
    // The order matters: types are read by the check, evaluators after it.
    letNumbersMix(nodes);
    readFieldsDirectly(nodes);
    const checked = program.check();
    if (!checked.valid) throw conditionError(checked.error, text, environment);
    return {
      program,
      missing: (result) => new TypeError(`"${text}" gave ${describeValue(result)}, not true or false`),
      fields,
      readsEvent: nodes.some(({ op }) => op === "id"),
    };
  } catch (error) {
    throw conditionError(error, text, environment);
  }
}

let environment: Environment | undefined;

/** Made at first use: it costs a few milliseconds that a program without conditions does not need. */
function sharedEnvironment(): Environment {
  if (environment === undefined) {
    environment = new Environment({ homogeneousAggregateLiterals: false });
    for (const [name, type] of Object.entries(VARIABLES)) environment.registerVariable(name, type);
    registerNumberMixes(environment);
  }
  return environment;
}

/** What cel-js threw as a `ConditionError`; anything that is none of its errors as it is. */
function conditionError(error: unknown, text: string, environment: Environment): Error {
  if (!(error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError))
    return error instanceof RangeError
      ? new ConditionError("the condition is nested too deeply", 0)
      : (error as Error);
  const offset = error.range?.start ?? 0;
  const node = error.node as { op?: string; args?: unknown } | undefined;
  if (error.code === "unknown_variable" && typeof node?.args === "string")
    return new ConditionError(unknownVariable(node.args), offset);
  if (error.code === "no_matching_overload" && (node?.op === "call" || node?.op === "rcall")) {
    const unknown = unknownFunction((node.args as [string])[0], environment);
    if (unknown !== undefined) return new ConditionError(unknown, offset);
  }
  const word = NO_PLACE_FOR_WORDS.test(error.summary) ? misplacedWord(text, offset) : undefined;
  return word === undefined
    ? new ConditionError(plain(error.summary), offset)
    : new ConditionError(word.message, word.offset);
}

function unknownVariable(name: string): string {
  const meant = nearest(name, Object.keys(VARIABLES)) ?? `data.${name}`;
  return `unknown name "${name}": a condition knows ${Object.keys(VARIABLES).join(", ")}; did you mean "${meant}"?`;
}

function unknownFunction(name: string, environment: Environment): string | undefined {
  const known = new Set(environment.getDefinitions().functions.map((each) => each.name));
  if (name.toLowerCase() === "not") return sayOf(name);
  return known.has(name) ? undefined : `unknown function "${name}"${didYouMean(name, known)}`;
}

/** cel-js names the second letter of a word that it did not expect, or says that it is one. */
const NO_PLACE_FOR_WORDS = /^Unexpected character: '\w'$|, got IDENTIFIER$/;

const TOKENS: Readonly<Record<string, string>> = {
  EOF: "the end of the condition",
  RPAREN: '")"',
  LPAREN: '"("',
  RBRACKET: '"]"',
  LBRACKET: '"["',
  RBRACE: '"}"',
  LBRACE: '"{"',
  COLON: '":"',
  COMMA: '","',
  DOT: '"."',
  QUESTION: '"?"',
  IDENTIFIER: "a name",
  NUMBER: "a number",
  STRING: "a string",
  BOOLEAN: "true or false",
};

/** What keeps a text from being a condition, as the reader of a rule file knows it. */
function plain(summary: string): string {
  if (summary === "Unexpected character: =") return 'unexpected "=": equality is written "=="';
  if (summary === "Unexpected character: &") return 'unexpected "&": and is written "&&"';
  if (summary === "Unexpected character: |") return 'unexpected "|": or is written "||"';
  if (summary.startsWith("Exceeded maxDepth")) return "the condition is nested too deeply";
  return inOurWords(summary.replaceAll(/\b[A-Z]{2,}\b/g, (token) => TOKENS[token] ?? token));
}

/** Types as the reader of a rule file knows them, and as part of a sentence. */
function inOurWords(summary: string): string {
  return summary
    .replaceAll(/\bdyn<([a-z]+)>/g, "$1")
    .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
