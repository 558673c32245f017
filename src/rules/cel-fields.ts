import { dataOf } from "../unparsed.ts";
import { didYouMean } from "./nearest.ts";
import type { CelContext, CelEvaluate, CelNode } from "./cel-nodes.ts";

/**
 * Lets `data`, `a.b` and `a["b"]` read own properties themselves. cel-js asks an object's `constructor` for
 * its type, so that what has a field of that name is given to it as a map; and it builds an error text
 * with a drawing for each missing field, where a stream may miss one a million times.
 */
export function readFieldsDirectly(nodes: readonly CelNode[]): void {
  for (const node of nodes) {
    if (node.op === ".") node.setMeta("evaluate", fieldOf((node.args as [CelNode, string])[1]));
    if (node.op === "[]") node.setMeta("evaluate", element);
    if (node.op === "id" && node.args === "data") node.setMeta("evaluate", data);
  }
}

const data: CelEvaluate = (_evaluator, _node, context) =>
  typed(dataOf((context as CelContext).getValue("data")));

/** A value as cel-js can tell its type. Cost O(1), unless it has a field called `constructor`. */
function typed(value: unknown): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "constructor")
    ? new Map(Object.entries(value).map(([key, each]) => [key, typed(each)]))
    : value;
}

function fieldOf(key: string): CelEvaluate {
  // One error, made once: what is thrown is counted, and its text told once a rule.
  let missing: TypeError | undefined;
  const missingIn = (object: object): TypeError =>
    (missing ??= new TypeError(`no such key: ${key}${didYouMean(key, Object.keys(object))}`));
  return (evaluator, node, context) => {
    const object = evaluator.run(node.left, context);
    if (typeof object === "object" && object !== null) {
      if (Object.hasOwn(object, key) && !Array.isArray(object)) {
        const value = (object as Record<string, unknown>)[key];
        if (value !== undefined) return typed(value);
      }
      if (Object.getPrototypeOf(object) === Object.prototype) throw missingIn(object);
    } else if (object === null) throw missingIn({});
    return node.handle(object, key, node, evaluator);
  };
}

const element: CelEvaluate = (evaluator, node, context) => {
  const object = evaluator.run(node.left, context);
  const key = evaluator.run(node.right, context);
  if (
    typeof key === "string" &&
    typeof object === "object" &&
    object !== null &&
    Object.hasOwn(object, key) &&
    !Array.isArray(object)
  ) {
    const value = (object as Record<string, unknown>)[key];
    if (value !== undefined) return typed(value);
  }
  return node.handle(object, key, node, evaluator);
};
