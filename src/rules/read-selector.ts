import { compileCondition, ConditionError } from "./cel.ts";
import { selector, type Selector } from "../pattern/selector.ts";
import type { Part } from "../pattern/pattern.ts";
import { join, peek, type RuleReader } from "./rule-reader.ts";
import type { RuleNode } from "./rule-tree.ts";

const SELECTOR = 'a name such as "Sensor.reading" or { name, where }';

/** A string or `{ name, where }`. */
function readSelector(reader: RuleReader, node: RuleNode, path: string): Selector<any> | undefined {
  if (node.kind === "scalar") return named(reader, node, path, SELECTOR, undefined);
  const entries = reader.map(node, path, SELECTOR, { required: ["name"], optional: ["where"] });
  if (entries === undefined) return undefined;
  return named(reader, entries.name!, join(path, "name"), "a name", entries.where, join(path, "where"));
}

/** A selector of a name and a condition that may stand apart from it. */
export function named(
  reader: RuleReader,
  node: RuleNode,
  path: string,
  what: string,
  where: RuleNode | undefined,
  wherePath: string = join(path, "where"),
): Selector<any> | undefined {
  const name = reader.text(node, path, what);
  const condition = where && readCondition(reader, where, wherePath);
  if (name === undefined || (where !== undefined && condition === undefined)) return undefined;
  return reader.attempt(node.offset, path, () => selector(name, condition?.holds, condition?.text));
}

/** One event: a selector, a list of selectors where a bare list means `anyOf`, or `{ anyOf }`. */
export function readPart(
  reader: RuleReader,
  node: RuleNode,
  path: string,
  { list }: { list: "anyOf" | "none" },
): Part | undefined {
  if (node.kind === "list" && list === "anyOf") return readAnyOf(reader, node, path);
  if (node.kind === "map") {
    const alternatives = peek(node, "anyOf");
    if (alternatives !== undefined) {
      const entries = reader.map(node, path, "{ anyOf }", { required: ["anyOf"] });
      return entries && readAnyOf(reader, entries.anyOf!, join(path, "anyOf"));
    }
    for (const operator of ["seq", "allOf"])
      if (peek(node, operator) !== undefined)
        return reader.problem(
          node.offset,
          path,
          `${operator} is several events; here stands one: ${SELECTOR}, or { anyOf: […] } of those`,
        );
  }
  if (node.kind === "list")
    return reader.problem(node.offset, path, "a list cannot stand inside a list; write { anyOf: […] }");
  return readSelector(reader, node, path);
}

function readAnyOf(reader: RuleReader, node: RuleNode, path: string): Part | undefined {
  const selectors = readAll(reader, node, path, (item, itemPath) => {
    if (item.kind === "list" || (item.kind === "map" && peek(item, "anyOf") !== undefined))
      return reader.problem(item.offset, itemPath, "a list of alternatives holds selectors only");
    return readPart(reader, item, itemPath, { list: "none" }) as Selector<any> | undefined;
  });
  return selectors && { kind: "anyOf", selectors };
}

/** Reads each item of a list that must not be empty; `undefined` when any of them has a problem. */
export function readAll<Item>(
  reader: RuleReader,
  node: RuleNode,
  path: string,
  read: (item: RuleNode, path: string) => Item | undefined,
): Item[] | undefined {
  const items = reader.list(node, path, "a list");
  if (items === undefined) return undefined;
  if (items.length === 0) return reader.problem(node.offset, path, "the list is empty");
  if (items.length > MOST_PARTS)
    return reader.problem(node.offset, path, `a list of more than ${MOST_PARTS} parts`);
  const made = items.map((item, at) => read(item, join(path, at)));
  return made.includes(undefined) ? undefined : (made as Item[]);
}

/** Bounds what aliases can make of a small file. */
const MOST_PARTS = 1_000;

function readCondition(
  reader: RuleReader,
  node: RuleNode,
  path: string,
): { text: string; holds: (event: any) => boolean } | undefined {
  const text = reader.text(node, path, 'a condition such as "data.temperature > 100"');
  if (text === undefined || node.kind !== "scalar") return undefined;
  try {
    return { text: text.trim(), holds: compileCondition(text) };
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return reader.problem(node.offset + offsetInSource(node.source, text, error.offset), path, error.message);
  }
}

/**
 * Where a character of a scalar's value stands in its source. The two differ in white space (folded
 * lines, indentation) and in escapes (`\\"`, `''`): counting what is not white space finds the place.
 */
function offsetInSource(source: string, value: string, offset: number): number {
  let at = contentStart(source);
  if (source.startsWith(value.slice(0, offset), at)) return at + offset;
  const escape = source.startsWith('"') ? "\\" : source.startsWith("'") ? "'" : undefined;
  let before = value.slice(0, offset).replaceAll(/\s/g, "").length;
  while (at < source.length && (before > 0 || /\s/.test(source[at]!))) {
    if (!/\s/.test(source[at]!)) before--;
    at += source[at] === escape ? 2 : 1;
  }
  return at;
}

function contentStart(source: string): number {
  if (source.startsWith('"') || source.startsWith("'")) return 1;
  return /^[|>]/.test(source) ? source.indexOf("\n") + 1 : 0;
}
