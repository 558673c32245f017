import type { AllOf, Part, Seq } from "../pattern/pattern.ts";
import { readAll, readPart } from "./read-selector.ts";
import { join, peek, type RuleReader } from "./rule-reader.ts";
import type { RuleNode } from "./rule-tree.ts";

/** A trigger, response, effect, cause or scope: a selector, or alternatives. */
export function readAlternatives(reader: RuleReader, node: RuleNode, path: string): Part | undefined {
  return readPart(reader, node, path, { list: "anyOf" });
}

/** What a watch looks for: one event, or a sequence, which a bare list means. */
export function readSequence(reader: RuleReader, node: RuleNode, path: string): Seq | undefined {
  return readParts(reader, node, path, "seq", ["seq"]) as Seq | undefined;
}

/** What `never` forbids: one event, a sequence, or a set. */
export function readForbidden(
  reader: RuleReader,
  node: RuleNode,
  path: string,
  { bareList }: { bareList: "seq" | "allOf" },
): Seq | AllOf | undefined {
  return readParts(reader, node, path, bareList, ["seq", "allOf"]);
}

type Operator = "seq" | "allOf";

function readParts(
  reader: RuleReader,
  node: RuleNode,
  path: string,
  bareList: Operator,
  operators: readonly Operator[],
): Seq | AllOf | undefined {
  if (node.kind === "list") return several(reader, bareList, node, path);
  const operator = node.kind === "map" ? operators.find((each) => peek(node, each) !== undefined) : undefined;
  if (operator !== undefined) {
    const entries = reader.map(node, path, `{ ${operator} }`, { required: [operator] });
    return entries && several(reader, operator, entries[operator]!, join(path, operator));
  }
  const part = readPart(reader, node, path, { list: "none" });
  return part && { kind: "seq", parts: [part] };
}

function several(reader: RuleReader, kind: Operator, node: RuleNode, path: string): Seq | AllOf | undefined {
  const parts = readAll(reader, node, path, (item, itemPath) =>
    readPart(reader, item, itemPath, { list: "none" }),
  );
  return parts && { kind, parts };
}
