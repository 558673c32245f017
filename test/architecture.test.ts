import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "./package/run.ts";
import { filesBelow, importsOf } from "./source-tree.ts";

/**
 * What each layer of src may import, in the order of the pipeline: a layer stands below all it
 * imports, so there is no cycle. A layer is a folder, or files that lie directly in src.
 */
const LAYERS: Record<string, readonly string[]> = {
  kernel: [],
  pattern: ["kernel"],
  history: ["kernel"],
  admission: ["kernel", "pattern", "history"],
  entry: ["kernel", "history", "admission"],
  graph: ["kernel", "history", "entry"],
  match: ["kernel", "pattern", "history", "entry"],
  constrain: ["kernel", "pattern", "history", "entry", "graph", "match"],
  window: ["kernel", "history", "entry", "graph"],
  engine: ["kernel", "pattern", "history", "admission", "entry", "graph", "match", "constrain", "window"],
  source: ["kernel"],
  processor: ["kernel", "pattern", "admission", "graph", "match", "constrain", "engine", "source"],
  index: ["kernel", "pattern", "admission", "graph", "match", "constrain", "engine", "source", "processor"],
  adapters: ["index"],
  rules: ["index"],
  testing: ["index"],
  cli: ["index", "rules"],
};

/** The layers of the files directly in src. */
const LAYER_OF_FILE: Record<string, string> = {
  "clock.ts": "kernel",
  "errors.ts": "kernel",
  "event.ts": "kernel",
  "hash.ts": "kernel",
  "heap.ts": "kernel",
  "entry.ts": "entry",
  "event-map.ts": "index",
  "typed.ts": "index",
  "typed-processor.ts": "index",
  "index.ts": "index",
};

const LINES_AT_MOST = 400;
const SAYS_NOTHING = /(^|[/-])(utils?|helpers?|common|manager|misc)([./-]|$)/;

const sources = filesBelow("src").filter((path) => path.endsWith(".ts"));

function layerOf(path: string): string {
  const folder = path.includes("/") ? (path.split("/")[0] as string) : undefined;
  return folder ?? LAYER_OF_FILE[path] ?? (path.startsWith("processor") ? "processor" : path);
}

function textOf(path: string): string {
  return readFileSync(join(repository, "src", path), "utf8");
}

test("the layers form no cycle: each imports layers above it only", () => {
  const order = Object.keys(LAYERS);
  for (const [layer, imported] of Object.entries(LAYERS))
    for (const other of imported)
      expect(order.indexOf(other), `${layer} -> ${other}`).toBeLessThan(order.indexOf(layer));
});

test.each(sources)("src/%s imports what its layer may, types included", (path) => {
  const layer = layerOf(path);
  const allowed = LAYERS[layer];
  expect(allowed, `${layer} is no layer: give it a place in the table`).toBeDefined();
  const forbidden = importsOf(join(repository, "src", path))
    .map(({ specifier }) => specifier)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => join(dirname(path), specifier))
    .filter((target) => layerOf(target) !== layer && !allowed?.includes(layerOf(target)));
  expect(forbidden).toEqual([]);
});

test.each(sources)(`src/%s has a telling kebab-case name, and at most ${LINES_AT_MOST} lines`, (path) => {
  expect(path).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/);
  expect(path).not.toMatch(SAYS_NOTHING);
  expect(textOf(path).split("\n").length - 1).toBeLessThanOrEqual(LINES_AT_MOST);
});

test.each(sources)("src/%s has no default export", (path) => {
  expect(textOf(path)).not.toMatch(/^export default\b|\bas default\b/m);
});

test("adapters do not import each other", () => {
  for (const path of sources.filter((name) => name.startsWith("adapters/"))) {
    const own = path.split("/").slice(0, 2).join("/");
    const targets = importsOf(join(repository, "src", path))
      .filter(({ specifier }) => specifier.startsWith("."))
      .map(({ specifier }) => join(dirname(path), specifier))
      .filter((target) => target.startsWith("adapters/") && !target.startsWith(`${own}/`));
    expect(targets, path).toEqual([]);
  }
});

test("every test lies in a folder that a project of vitest runs", () => {
  const stray = filesBelow("test").filter(
    (path) => path.endsWith(".test.ts") && !/^((unit|laws|conformance|package|docs)\/.+|[^/]+)$/.test(path),
  );
  expect(stray.map((path) => basename(path))).toEqual([]);
});
