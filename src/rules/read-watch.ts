import { type Match, type Watch, watch, type WatchCallback } from "../match/watch.ts";
import type { Seq } from "../pattern/pattern.ts";
import { readSequence } from "./read-pattern.ts";
import { named } from "./read-selector.ts";
import { join, peek, type RuleReader } from "./rule-reader.ts";
import type { RuleNode } from "./rule-tree.ts";

const MATCHES: readonly Match[] = ["all", "nearest", "direct"];

/** `{ name?, pattern, where?, match? }`; `where` goes with a pattern of one selector. */
export function readWatch(
  reader: RuleReader,
  node: RuleNode,
  path: string,
  callback: WatchCallback,
): Watch | undefined {
  const entries = reader.map(node, path, "a watch { name?, pattern, where?, match? }", {
    required: ["pattern"],
    optional: ["name", "where", "match"],
  });
  if (entries === undefined) return undefined;
  const before = reader.problems.length;
  const name = reader.text(entries.name, join(path, "name"), "a name");
  const match = reader.choice(entries.match, join(path, "match"), MATCHES);
  const patternPath = join(path, "pattern");
  const pattern =
    entries.where === undefined
      ? readSequence(reader, entries.pattern!, patternPath)
      : readNarrowed(reader, entries.pattern!, patternPath, entries.where, join(path, "where"));
  if (pattern === undefined || reader.problems.length > before) return undefined;
  return reader.attempt(node.offset, path, () => watch(pattern, callback, { name, match }));
}

/** A pattern of one selector, with the condition that stands beside it. */
function readNarrowed(
  reader: RuleReader,
  node: RuleNode,
  path: string,
  where: RuleNode,
  wherePath: string,
): Seq | undefined {
  if (node.kind === "map" && peek(node, "where") !== undefined)
    return reader.problem(
      where.offset,
      wherePath,
      `"where" is given twice: keep one and join them with "&&"`,
    );
  const single = node.kind === "map" ? peek(node, "name") : node;
  if (single?.kind !== "scalar")
    return reader.problem(
      where.offset,
      wherePath,
      'goes with a pattern of one selector; in a list write { name: "…", where: "…" }',
    );
  if (node.kind === "map" && reader.map(node, path, "a name", { required: ["name"] }) === undefined)
    return undefined;
  const selector = named(reader, single, path, "a name", where, wherePath);
  return selector && { kind: "seq", parts: [selector] };
}
