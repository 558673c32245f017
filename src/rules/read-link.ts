import { link, type LinkKey, type LinkRule } from "../admission/link-rule.ts";
import type { CausalEvent } from "../event.ts";
import { dataOf } from "../unparsed.ts";
import { readingPath } from "./key-paths.ts";
import { didYouMean } from "./nearest.ts";
import { readAlternatives } from "./read-pattern.ts";
import { reading } from "./reads.ts";
import { join, type RuleReader } from "./rule-reader.ts";
import type { RuleNode } from "./rule-tree.ts";

/** `{ effect, cause, on: [effectPath, causePath], wait? }`. */
export function readLink(reader: RuleReader, node: RuleNode, path: string): LinkRule | undefined {
  const entries = reader.map(node, path, "a link { effect, cause, on, wait? }", {
    required: ["effect", "cause", "on"],
    optional: ["wait"],
  });
  if (entries === undefined) return undefined;
  const before = reader.problems.length;
  const effect = readAlternatives(reader, entries.effect!, join(path, "effect"));
  const cause = readAlternatives(reader, entries.cause!, join(path, "cause"));
  const on = readKeys(reader, entries.on!, join(path, "on"));
  const wait = reader.flag(entries.wait, join(path, "wait"));
  if (effect === undefined || cause === undefined || on === undefined) return undefined;
  if (reader.problems.length > before) return undefined;
  return reader.attempt(node.offset, path, () => link({ effect, cause, on, wait }));
}

const KEYS = 'a list of two paths, [effect, cause], such as ["data.readingId", "id"]';

function readKeys(reader: RuleReader, node: RuleNode, path: string): [LinkKey, LinkKey] | undefined {
  const items = reader.list(node, path, KEYS);
  if (items === undefined) return undefined;
  if (items.length !== 2) return reader.problem(node.offset, path, `expected ${KEYS}, got ${items.length}`);
  const [effect, cause] = items.map((item, at) => readKey(reader, item, join(path, at)));
  return effect && cause && [effect, cause];
}

const ROOTS = ["id", "name", "source", "time", "data"];

function readKey(reader: RuleReader, node: RuleNode, path: string): LinkKey | undefined {
  const text = reader.text(node, path, 'a path such as "data.readingId" or "id"');
  if (text === undefined) return undefined;
  const [root = "", ...fields] = text.split(".");
  if (!ROOTS.includes(root)) {
    const meant = didYouMean(root, ROOTS);
    return reader.problem(
      node.offset,
      path,
      `"${text}" starts with none of ${ROOTS.join(", ")}${meant === "" ? `; did you mean "data.${text}"?` : meant}`,
    );
  }
  if (fields.includes("")) return reader.problem(node.offset, path, `"${text}" has an empty segment`);
  if (fields.length > 0 && root !== "data")
    return reader.problem(node.offset, path, `"${text}": ${root} has no fields; only data has`);
  const key = readingPath(keyAt(root as keyof CausalEvent, fields), text);
  return reading(key, fields.slice(0, 1));
}

/** Reads a dotted path of own properties; what is not there is no key. */
function keyAt(root: keyof CausalEvent, fields: readonly string[]): LinkKey {
  return (event) => {
    let value: unknown = root === "data" ? dataOf(event.data) : event[root];
    for (const field of fields) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, field)) return undefined;
      value = (value as Record<string, unknown>)[field];
    }
    return value;
  };
}
