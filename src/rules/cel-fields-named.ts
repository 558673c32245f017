import type { CelNode } from "./cel-nodes.ts";

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
