import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
} from "yaml";
import type { RuleProblem } from "./rule-file-error.ts";
import { syntaxProblem, tagProblem } from "./syntax-problem.ts";

/** A value of a rule file with the place where it stands. Aliases are followed. */
export type RuleNode = RuleMap | RuleList | RuleScalar;

export interface RuleMap {
  readonly kind: "map";
  readonly offset: number;
  readonly entries: readonly { readonly key: string; readonly offset: number; readonly value: RuleNode }[];
}

export interface RuleList {
  readonly kind: "list";
  readonly offset: number;
  readonly items: readonly RuleNode[];
}

export interface RuleScalar {
  readonly kind: "scalar";
  readonly offset: number;
  readonly value: unknown;
  /** The text of the file that it was read from, quotes and block header included. */
  readonly source: string;
}

/** A rule file as a tree, or what keeps it from being one. */
export interface RuleTree {
  readonly root: RuleNode | undefined;
  readonly problems: RuleProblem[];
  /** Line and column, from 1, of an offset into the text. */
  position(offset: number): { line: number; column: number };
}

/** Reads YAML 1.2, and with it JSON. Never throws. Cost O(text). */
export function readRuleTree(text: string): RuleTree {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const lines = new LineCounter();
  const problems: RuleProblem[] = [];
  const position = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const report = (offset: number, message: string): void => {
    problems.push({ ...position(offset), path: "", message });
  };
  const documents = [
    ...parseAllDocuments(source, { lineCounter: lines, prettyErrors: false, logLevel: "silent" }),
  ];
  const [document, second] = documents;
  for (const error of document?.errors ?? []) {
    report(error.pos[0], syntaxProblem(error, source));
    // After any other the rest mostly repeats it.
    if (error.code !== "DUPLICATE_KEY") break;
  }
  for (const { pos, message } of document?.warnings ?? []) report(pos[0], tagProblem(message));
  if (second !== undefined) report(second.range[0], 'a rule file is one document: remove the "---"');
  if (problems.length > 0 || document?.contents == null) return { root: undefined, problems, position };
  const resolveAlias = (alias: Alias): Node | undefined => alias.resolve(document);
  const root = new TreeBuilder(source, report, resolveAlias).build(document.contents);
  return { root: problems.length > 0 ? undefined : root, problems, position };
}

class TreeBuilder {
  readonly #text: string;
  readonly #report: (offset: number, message: string) => void;
  readonly #resolve: (alias: Alias) => Node | undefined;
  /** One result for each node: an anchor cited a thousand times is built once. */
  readonly #built = new Map<Node, RuleNode | "building">();

  constructor(
    text: string,
    report: (offset: number, message: string) => void,
    resolve: (alias: Alias) => Node | undefined,
  ) {
    this.#text = text;
    this.#report = report;
    this.#resolve = resolve;
  }

  build(node: Node | null, missingAt = 0): RuleNode {
    const offset = node?.range?.[0] ?? missingAt;
    if (node === null) return nothing(offset);
    if (isAlias(node)) return this.#buildAlias(node, offset);
    const built = this.#built.get(node);
    if (built === "building") {
      this.#report(offset, "the alias stands inside the value that it stands for");
      return nothing(offset);
    }
    if (built !== undefined) return built;
    this.#built.set(node, "building");
    const made = this.#make(node, offset);
    this.#built.set(node, made);
    return made;
  }

  #buildAlias(alias: Alias, offset: number): RuleNode {
    const target = this.#resolve(alias);
    if (target !== undefined) return this.build(target);
    this.#report(
      offset,
      `nothing is named &${alias.source}; a name that starts with "*" must be quoted: "*${alias.source}"`,
    );
    return nothing(offset);
  }

  #make(node: Node, offset: number): RuleNode {
    if (isSeq(node))
      return {
        kind: "list",
        offset,
        items: node.items.map((item) => this.build(item as Node | null, offset)),
      };
    if (isMap(node))
      return { kind: "map", offset, entries: node.items.map((pair) => this.#entry(pair, offset)) };
    const value = isScalar(node) ? node.value : null;
    return { kind: "scalar", offset, value, source: this.#text.slice(offset, node.range?.[1] ?? offset) };
  }

  #entry({ key, value }: Pair, mapAt: number): RuleMap["entries"][number] {
    const keyNode = key as Node | null;
    const offset = keyNode?.range?.[0] ?? mapAt;
    const name = isScalar(keyNode) ? keyNode.value : undefined;
    if (typeof name !== "string") this.#report(offset, "a key must be a plain name");
    return { key: String(name), offset, value: this.build(value as Node | null, offset) };
  }
}

function nothing(offset: number): RuleScalar {
  return { kind: "scalar", offset, value: null, source: "" };
}
