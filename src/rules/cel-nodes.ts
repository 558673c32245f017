/**
 * What this package uses of a cel-js syntax node beyond its published type. The version is pinned:
 * test/unit/rules/cel.test.ts holds every use of it.
 */
export interface CelNode {
  readonly op: string;
  args: unknown;
  readonly meta: { readonly alternate?: unknown; readonly macro?: unknown };
  /** `async: false` spares the test for promises; `check` and `evaluate` replace the node's own. */
  setMeta(key: "async", value: false): this;
  setMeta(key: "check", value: (checker: CelChecker) => unknown): this;
  setMeta(key: "evaluate", value: CelEvaluate): this;
}

export interface CelChecker {
  /** The type of values that are known only when the condition runs. */
  readonly dynType: unknown;
}

/** A node after the check: its operands, and the handler that was chosen for their types. */
export interface CheckedNode extends CelNode {
  readonly left: CelNode;
  /** The operand; of a `.` the key. */
  readonly right: CelNode;
  readonly handle: (left: unknown, right: unknown, node: CheckedNode, evaluator: CelEvaluator) => unknown;
}

export interface CelEvaluator {
  run(node: CelNode, context: unknown): unknown;
}

/** The variables; those of macros hide the others. */
export interface CelContext {
  getValue(name: string): unknown;
}

export type CelEvaluate = (evaluator: CelEvaluator, node: CheckedNode, context: unknown) => unknown;

/** Every node of a parsed expression, those that macros were expanded to included. */
export function nodesOf(root: CelNode): CelNode[] {
  const found: CelNode[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) value.forEach(visit);
    else if ("op" in value && "args" in value) {
      const node = value as CelNode;
      found.push(node);
      visit(node.args);
      visit(node.meta.alternate);
      visit(node.meta.macro);
    } else if (Object.getPrototypeOf(value) === Object.prototype) Object.values(value).forEach(visit);
  };
  visit(root);
  return found;
}
