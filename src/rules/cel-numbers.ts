import type { Environment } from "@marcbachmann/cel-js";
import type { CelEvaluate, CelNode } from "./cel-nodes.ts";

// CEL tells int, uint and double apart and has no operators between them; JSON has one kind of
// number, which reaches CEL as a double. So `data.i % 2` and `data.i + 1` would be type errors. Here
// a double meets the other kinds as arithmetic on doubles; two ints stay what CEL says they are.

type Arithmetic = "+" | "-" | "*" | "/" | "%";
type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

const ARITHMETIC: Readonly<Record<Arithmetic, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  // CEL knows % of integers only, where 0 is an error; a NaN would compare false in silence.
  "%": (a, b) => {
    if (b === 0) throw new RangeError("modulo by zero");
    return a % b;
  },
};

const COMPARISON: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** Registers what cel-js lacks: arithmetic between a double and the other kinds, equality of them all. */
export function registerNumberMixes(environment: Environment): void {
  for (const [operator, apply] of Object.entries(ARITHMETIC)) {
    const mixed = (a: unknown, b: unknown): number => apply(Number(a), Number(b));
    for (const other of ["int", "uint"]) {
      environment.registerOperator(`double ${operator} ${other}: double`, mixed);
      environment.registerOperator(`${other} ${operator} double: double`, mixed);
    }
  }
  environment.registerOperator("double % double: double", ARITHMETIC["%"]);
  // Orders between all kinds cel-js has, equality only where a type is not known before.
  const equal = (a: unknown, b: unknown): boolean => Number(a) === Number(b);
  for (const pair of ["int == double", "uint == double", "int == uint"])
    environment.registerOperator(pair, equal);
}

/**
 * Prepares a parsed expression: a numeric literal has no type before the condition runs, as a
 * number in the data has none (so that `c ? 1 : 2.5` and `[1, 2.5]` are fine), and the operators
 * take two doubles, or a double and a literal, without a search for the handler.
 */
export function letNumbersMix(nodes: readonly CelNode[]): void {
  for (const node of nodes) {
    if (node.op === "value") readLiteral(node);
    if (CALLS.has(node.op)) node.setMeta("async", false);
  }
  for (const node of nodes) {
    const apply = ARITHMETIC[node.op as Arithmetic] ?? COMPARISON[node.op as Comparison];
    if (apply !== undefined) node.setMeta("evaluate", direct(apply, node.args as [CelNode, CelNode]));
  }
}

/** Nodes that cel-js takes for asynchronous unless told: nothing here is. */
const CALLS = new Set([
  ...Object.keys(ARITHMETIC),
  ...Object.keys(COMPARISON),
  "in",
  "-_",
  "!_",
  "call",
  "rcall",
]);

const EXACT = 2n ** 53n;

function readLiteral(node: CelNode): void {
  const { args } = node;
  // `2u`: JSON has no unsigned numbers for it to meet.
  const value =
    typeof args === "object" && args !== null && !ArrayBuffer.isView(args) ? args.valueOf() : args;
  if (typeof value !== "bigint" && typeof value !== "number") return;
  // Past 2^53 a literal is rounded just as JSON rounds the number that it is to equal.
  node.args = typeof value === "bigint" && (value > EXACT || value < -EXACT) ? Number(value) : value;
  node.setMeta("check", (checker) => checker.dynType);
}

function direct(
  apply: (a: number, b: number) => unknown,
  [leftNode, rightNode]: readonly [CelNode, CelNode],
): CelEvaluate {
  const left = literal(leftNode);
  const right = literal(rightNode);
  if (right !== undefined && left === undefined)
    return (evaluator, node, context) => {
      const a = evaluator.run(node.left, context);
      return typeof a === "number" ? apply(a, right) : node.handle(a, rightNode.args, node, evaluator);
    };
  if (left !== undefined && right === undefined)
    return (evaluator, node, context) => {
      const b = evaluator.run(node.right, context);
      return typeof b === "number" ? apply(left, b) : node.handle(leftNode.args, b, node, evaluator);
    };
  return (evaluator, node, context) => {
    const a = evaluator.run(node.left, context);
    const b = evaluator.run(node.right, context);
    return typeof a === "number" && typeof b === "number" ? apply(a, b) : node.handle(a, b, node, evaluator);
  };
}

function literal({ op, args }: CelNode): number | undefined {
  return op === "value" && (typeof args === "bigint" || typeof args === "number") ? Number(args) : undefined;
}
