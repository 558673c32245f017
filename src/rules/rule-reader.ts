import { show } from "../show.ts";
import { didYouMean } from "./nearest.ts";
import type { RuleProblem } from "./rule-file-error.ts";
import type { RulePlace } from "./rule-places.ts";
import type { RuleMap, RuleNode, RuleScalar, RuleTree } from "./rule-tree.ts";

/** The values of a map by key; what is missing is `undefined`. */
export type Entries<Key extends string> = { readonly [K in Key]?: RuleNode };

/**
 * Reads the values of a rule tree, and notes every problem with its place. A reading method returns
 * `undefined` when it noted one (or when the value is optional and not there).
 */
export class RuleReader {
  readonly problems: RuleProblem[];
  readonly #tree: RuleTree;

  constructor(tree: RuleTree) {
    this.#tree = tree;
    this.problems = tree.problems;
  }

  problem(offset: number, path: string, message: string): undefined {
    this.problems.push({ ...this.place(offset, path), message });
    return undefined;
  }

  place(offset: number, path: string): RulePlace {
    return { ...this.#tree.position(offset), path };
  }

  /** `what` completes "expected …". */
  unexpected(node: RuleNode, path: string, what: string): undefined {
    return this.problem(node.offset, path, `expected ${what}, got ${describe(node)}`);
  }

  /**
   * A map with these keys; others are noted, and do not keep the rest from being read. `undefined`
   * where a required one is missing.
   */
  map<Key extends string>(
    node: RuleNode,
    path: string,
    what: string,
    keys: { readonly required?: readonly Key[]; readonly optional?: readonly Key[] },
  ): Entries<Key> | undefined {
    if (node.kind !== "map") return this.unexpected(node, path, what);
    const { required = [], optional = [] } = keys;
    const known: readonly string[] = [...required, ...optional];
    const entries: Record<string, RuleNode> = {};
    for (const { key, offset, value } of node.entries) {
      if (known.includes(key)) entries[key] = value;
      else
        this.problem(
          offset,
          join(path, key),
          `unknown key "${key}"${didYouMean(key, known)} (known: ${known.join(", ")})`,
        );
    }
    const missing = required.filter((key) => entries[key] === undefined);
    for (const key of missing) this.problem(node.offset, path, `"${key}" is missing`);
    return missing.length === 0 ? (entries as Entries<Key>) : undefined;
  }

  list(node: RuleNode | undefined, path: string, what: string): readonly RuleNode[] | undefined {
    if (node === undefined) return undefined;
    return node.kind === "list" ? node.items : this.unexpected(node, path, what);
  }

  text(node: RuleNode | undefined, path: string, what: string): string | undefined {
    if (node === undefined) return undefined;
    if (node.kind !== "scalar" || typeof node.value !== "string")
      return this.unexpected(node, path, `${what}${node.kind === "scalar" ? quoted(node) : ""}`);
    return node.value === "" ? this.problem(node.offset, path, `expected ${what}, got ""`) : node.value;
  }

  flag(node: RuleNode | undefined, path: string): boolean | undefined {
    if (node === undefined) return undefined;
    if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
    return this.unexpected(node, path, "true or false");
  }

  /** A number from `least` up, a whole one unless `fraction`. */
  number(
    node: RuleNode | undefined,
    path: string,
    what: string,
    { least, fraction = false }: { least: number; fraction?: boolean },
  ): number | undefined {
    if (node === undefined) return undefined;
    if (node.kind === "scalar" && typeof node.value === "number") {
      const { value } = node;
      if (Number.isFinite(value) && value >= least && (fraction || Number.isInteger(value))) return value;
    }
    return this.unexpected(node, path, what);
  }

  choice<Choice extends string>(
    node: RuleNode | undefined,
    path: string,
    choices: readonly Choice[],
  ): Choice | undefined {
    if (node === undefined) return undefined;
    if (node.kind === "scalar" && choices.includes(node.value as Choice)) return node.value as Choice;
    const hint =
      node.kind === "scalar" && typeof node.value === "string" ? didYouMean(node.value, choices) : "";
    return this.problem(
      node.offset,
      path,
      `expected ${choices.map((choice) => `"${choice}"`).join(" or ")}, got ${describe(node)}${hint}`,
    );
  }

  /** Runs `make`, which throws for what cannot be: its message becomes a problem here. */
  attempt<Made>(offset: number, path: string, make: () => Made): Made | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.problem(offset, path, error.message);
    }
  }
}

/** The value of a key of a map, whether or not the map is in order. */
export function peek(node: RuleMap, key: string): RuleNode | undefined {
  return node.entries.find((entry) => entry.key === key)?.value;
}

/** The path of a key, or of an item, below `path`. */
export function join(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}

function quoted(node: RuleScalar): string {
  return node.value === null || node.source === "" ? "" : ` (quote it: "${node.source}")`;
}

function describe(node: RuleNode): string {
  if (node.kind === "map") return "a map";
  if (node.kind === "list") return "a list";
  if (node.value === null) return "nothing";
  return typeof node.value === "number" ? String(node.value) : show(node.value);
}
