import type { LinkRule } from "../admission/link-rule.ts";
import type { Constraint } from "../constrain/constraint.ts";
import type { CausalEvent } from "../event.ts";
import type { Watch, WatchCallback } from "../match/watch.ts";
import { readConstraint } from "./read-constraint.ts";
import { readLink } from "./read-link.ts";
import { readWatch } from "./read-watch.ts";
import { RuleFileError } from "./rule-file-error.ts";
import { notePlace } from "./rule-places.ts";
import { join, RuleReader } from "./rule-reader.ts";
import { readRuleTree, type RuleNode } from "./rule-tree.ts";

/** What a rule file says, ready for a processor. */
export interface Rules {
  /** How many events are retained; `undefined` where the file does not say. */
  readonly window: number | undefined;
  readonly watches: readonly Watch[];
  readonly constraints: readonly Constraint[];
  readonly links: readonly LinkRule[];
}

export interface ParseRulesOptions {
  /** How problems name the file. Default "rules". */
  readonly file?: string | undefined;
  /** Called for each match of each watch, with the name of the watch. Default: matches are counted only. */
  readonly onMatch?: ((watch: string, ...events: CausalEvent<any>[]) => unknown) | undefined;
}

/**
 * Reads a rule file, YAML or JSON. Throws a `RuleFileError` with every problem of it: unknown keys,
 * what cannot stand where it stands, conditions that do not compile. Cost O(text).
 *
 * @example
 * const { constraints } = parseRules(await readFile("rules.yaml", "utf8"), { file: "rules.yaml" });
 * for (const constraint of constraints) processor.enforce(constraint);
 */
export function parseRules(text: string, options: ParseRulesOptions = {}): Rules {
  const { file = "rules", onMatch } = options;
  const tree = readRuleTree(text);
  const reader = new RuleReader(tree);
  const rules = tree.root && readRules(reader, tree.root, onMatch);
  if (tree.root === undefined && reader.problems.length === 0)
    reader.problem(0, "", "the file is empty: it needs constraints, watch or links");
  if (rules !== undefined && reader.problems.length === 0) return rules;
  throw new RuleFileError(
    file,
    reader.problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
  );
}

function readRules(
  reader: RuleReader,
  root: RuleNode,
  onMatch: ParseRulesOptions["onMatch"],
): Rules | undefined {
  const what = "a map with window, watch, constraints, links";
  if (root.kind !== "map") return reader.unexpected(root, "", what);
  const known = ["window", "watch", "constraints", "links"] as const;
  // An unknown key here must not hide the problems of the others.
  reader.map(root, "", what, { optional: known });
  const entries = Object.fromEntries(root.entries.map(({ key, value }) => [key, value]));
  if (!known.some((key) => key !== "window" && entries[key] !== undefined))
    reader.problem(root.offset, "", "there is no rule: it needs constraints, watch or links");
  const watches = section(reader, entries["watch"], "watch", (node, path) => {
    const made: Watch | undefined = readWatch(
      reader,
      node,
      path,
      callbackOf(onMatch, () => made),
    );
    return made;
  });
  const constraints = section(reader, entries["constraints"], "constraints", (node, path) =>
    readConstraint(reader, node, path),
  );
  const links = section(reader, entries["links"], "links", (node, path) => readLink(reader, node, path));
  return {
    window: readWindow(reader, entries["window"]),
    watches: distinctlyNamed(reader, watches),
    constraints: distinctlyNamed(reader, constraints),
    links: links.map(({ made }) => made),
  };
}

interface Read<Made> {
  readonly made: Made;
  readonly offset: number;
  readonly path: string;
}

function section<Made extends object>(
  reader: RuleReader,
  node: RuleNode | undefined,
  key: string,
  read: (node: RuleNode, path: string) => Made | undefined,
): Read<Made>[] {
  return (reader.list(node, key, "a list") ?? []).flatMap((item, at) => {
    const path = join(key, at);
    const made = read(item, path);
    if (made !== undefined) notePlace(made, reader.place(item.offset, path));
    return made === undefined ? [] : [{ made, offset: item.offset, path }];
  });
}

function distinctlyNamed<Made extends Watch | Constraint>(
  reader: RuleReader,
  all: readonly Read<Made>[],
): Made[] {
  const first = new Map<string, string>();
  for (const { made, offset, path } of all) {
    if (!made.named) continue;
    const earlier = first.get(made.name);
    if (earlier === undefined) first.set(made.name, path);
    else reader.problem(offset, join(path, "name"), `the name "${made.name}" is taken by ${earlier}`);
  }
  return all.map(({ made }) => made);
}

function readWindow(reader: RuleReader, node: RuleNode | undefined): number | undefined {
  if (node?.kind === "scalar" && node.value === "Infinity") return Infinity;
  return reader.number(node, "window", "a whole number of events from 1 up, or Infinity", { least: 1 });
}

function callbackOf(onMatch: ParseRulesOptions["onMatch"], made: () => Watch | undefined): WatchCallback {
  if (onMatch === undefined) return () => undefined;
  return (...events) => onMatch(made()?.name ?? "", ...events);
}
