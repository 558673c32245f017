import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "./package/run.ts";
import { filesBelow, importsOf } from "./source-tree.ts";

/**
 * What each layer of src may import. Each stands below all it imports, so there is no cycle. A layer
 * is a folder, or files that lie directly in src.
 */
const LAYERS: Record<string, readonly string[]> = {
  kernel: [],
  pattern: ["kernel"],
  ledger: ["kernel"],
  history: ["kernel"],
  match: ["kernel", "pattern", "ledger", "history"],
  window: ["kernel", "ledger", "history"],
  explain: ["kernel", "pattern"],
  graph: ["kernel", "ledger", "history", "window", "explain"],
  source: ["kernel"],
  admission: ["kernel", "pattern", "ledger", "history", "match", "window"],
  constrain: ["kernel", "pattern", "ledger", "history", "match", "graph"],
  engine: [
    "kernel",
    "pattern",
    "ledger",
    "history",
    "match",
    "window",
    "graph",
    "source",
    "admission",
    "constrain",
  ],
  processor: ["kernel", "match", "source", "engine"],
  surface: ["kernel", "pattern", "match", "source", "admission", "constrain", "processor"],
  rules: ["kernel", "pattern", "match", "admission", "constrain"],
  context: ["kernel"],
  draw: ["kernel", "surface"],
  reports: ["kernel", "surface"],
  adapters: ["kernel", "surface", "context"],
  cli: ["kernel", "pattern", "match", "engine", "surface", "rules", "adapters", "draw", "reports"],
  testing: ["kernel", "pattern", "match", "source", "admission", "constrain", "processor"],
};

/**
 * The stages of one step. They name each other's types freely, for they all write on the one record
 * that the engine keeps of an event (`ledger/entry.ts`); what they call of each other is in the table.
 */
const STAGES = new Set([
  "kernel",
  "pattern",
  "ledger",
  "history",
  "match",
  "window",
  "explain",
  "graph",
  "source",
  "admission",
  "constrain",
  "engine",
]);

/** The layers of the files directly in src; those not named here are the kernel. */
const LAYER_OF_FILE: Record<string, string> = {
  "processor.ts": "processor",
  "event-map.ts": "surface",
  "typed.ts": "surface",
  "typed-processor.ts": "surface",
  "index.ts": "surface",
};

const LINES_AT_MOST = 400;
const SAYS_NOTHING = /(^|[/-])(utils?|helpers?|common|manager|misc)([./-]|$)/;

const sources = filesBelow("src").filter((path) => path.endsWith(".ts"));

function layerOf(path: string): string {
  return path.includes("/") ? (path.split("/")[0] as string) : (LAYER_OF_FILE[path] ?? "kernel");
}

/** Whether a file of a layer may import a file of another. */
function mayImport(layer: string, other: string, typeOnly: boolean): boolean {
  if (layer === other || LAYERS[layer]?.includes(other)) return true;
  // Below the engine, naming a type binds nobody.
  return typeOnly && STAGES.has(other) && layer !== "adapters";
}

/** What a file of src imports of others: their paths below src. */
function importedBy(path: string): { target: string; typeOnly: boolean }[] {
  return importsOf(join(repository, "src", path))
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier, typeOnly }) => ({ target: join(dirname(path), specifier), typeOnly }));
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

test("every file of src lies in a layer", () => {
  expect(sources.map(layerOf).filter((layer) => !(layer in LAYERS))).toEqual([]);
});

test("every file of src imports what its layer may", () => {
  const forbidden = sources.flatMap((path) =>
    importedBy(path)
      .filter(({ target, typeOnly }) => !mayImport(layerOf(path), layerOf(target), typeOnly))
      .map(({ target, typeOnly }) => `${path} imports ${typeOnly ? "types of " : ""}${target}`),
  );
  expect(forbidden).toEqual([]);
});

test("adapters do not import each other; what several need lies above their folders", () => {
  const own = (path: string): string => path.split("/").slice(1, -1).join("/");
  const crossing = sources
    .filter((path) => path.startsWith("adapters/"))
    .flatMap((path) =>
      importedBy(path)
        .filter(
          ({ target }) => target.startsWith("adapters/") && own(target) !== "" && own(target) !== own(path),
        )
        .map(({ target }) => `${path} imports ${target}`),
    );
  expect(crossing).toEqual([]);
});

test(`every file of src has at most ${LINES_AT_MOST} lines`, () => {
  const lengths = sources.map((path) => ({ path, lines: textOf(path).split("\n").length - 1 }));
  expect(lengths.filter(({ lines }) => lines > LINES_AT_MOST)).toEqual([]);
});

test("every file of src has a telling name in kebab-case", () => {
  const kebab = /^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/;
  expect(sources.filter((path) => !kebab.test(path) || SAYS_NOTHING.test(path))).toEqual([]);
});

test("no file of src has a default export", () => {
  expect(sources.filter((path) => /^export default\b|\bas default\b/m.test(textOf(path)))).toEqual([]);
});

test("every test lies in a folder that a project of vitest runs", () => {
  const run = /^((unit|laws|conformance|package|docs)\/.+|[^/]+)\.test\.ts$|^types\/.+\.test-d\.ts$/;
  expect(filesBelow("test").filter((path) => /\.test(-d)?\.ts$/.test(path) && !run.test(path))).toEqual([]);
});
