import type { CelNode } from "./cel-nodes.ts";

/** Conditions that read nothing of an event. */
const constants = new WeakSet<object>();

/** Notes that a condition reads nothing of an event, and returns it. */
export function constant<F extends object>(condition: F): F {
  constants.add(condition);
  return condition;
}

/** Whether it is a condition of a rule file that reads nothing of an event. */
export function isConstant(condition: object): boolean {
  return constants.has(condition);
}

/** Which fields of `data` conditions and keys of a rule file read, by the function made of each. */
const fields = new WeakMap<object, readonly string[]>();

/** Notes what a function reads, and returns it. */
export function reading<F extends object>(read: F, of: readonly string[]): F {
  fields.set(read, of);
  return read;
}

/** The fields of `data` that a function of a rule file reads; nothing is known of other functions. */
export function fieldsReadBy(read: object | undefined): readonly string[] {
  return (read && fields.get(read)) ?? [];
}

/** The fields of `data` that an expression names: `data.x`, `data["x"]` and `"x" in data`. */
export function fieldsNamed(nodes: readonly CelNode[]): readonly string[] {
  const named = new Set<string>();
  for (const { op, args } of nodes) {
    if (op !== "." && op !== "[]" && op !== "in") continue;
    const [left, right] = args as readonly [CelNode, CelNode | string];
    const [object, field] = op === "in" ? [right, textOf(left)] : [left, textOf(right)];
    if (isData(object) && typeof field === "string") named.add(field);
  }
  return [...named];
}

function isData(node: CelNode | string): boolean {
  return typeof node === "object" && node.op === "id" && node.args === "data";
}

function textOf(node: CelNode | string): unknown {
  return typeof node === "string" ? node : node.op === "value" ? node.args : undefined;
}
