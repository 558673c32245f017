// Whether the laws would notice: `npm run mutants [words of a defect]`. Each deliberate defect is put
// into a copy of the sources, and the laws are run against it, until the first of them fails.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What goes wrong, where, the text that is right (once in the file) and what stands there instead. */
const DEFECTS = [
  [
    "pins are ignored at eviction",
    "window/window.ts",
    "entry !== undefined && entry.pins > 0; entry = entries[row])",
    "entry !== undefined && entry.pins > 9; entry = entries[row])",
  ],
  [
    "what was pinned and skipped is never evicted",
    "window/window.ts",
    "if (skipped) this.#released.push(entry);",
    "",
  ],
  [
    "remembered ids are forgotten at once",
    "window/window.ts",
    "while (remembered.size > this.remember) {",
    "while (remembered.size > 0) {",
  ],
  ["an entry goes although others need its history", "ledger/entry.ts", "this.history === undefined &&", ""],
  [
    "a row that is free keeps the id it had",
    "ledger/ledger.ts",
    '    this.#ids[row] = "";\n    this.#hashes[row] = 0;\n    this.events[row] = undefined;',
    "    this.events[row] = undefined;",
  ],
  [
    "the table of ids is not entered anew when it grows",
    "ledger/id-table.ts",
    "this.#enterAll();\n  }\n\n  /** The same table",
    "}\n\n  /** The same table",
  ],
  ["a history is written to after others took it over", "history/history.ts", "  edition++;\n", ""],
  [
    "summary edges are left out",
    "graph/live-graph.ts",
    "edges.push({ cause: cause.id, effect: effect.id, hidden: hiddenBetween(cause, effect) });",
    "void cause;",
  ],
  [
    "summary edges repeat edges",
    "graph/live-graph.ts",
    "left = minus(left, this.#pinnedIn(cause.history));",
    ";",
  ],
  [
    "a question leaves summary edges out",
    "graph/live-relation.ts",
    "    for (const other of summed) {",
    "    for (const other of summed.slice(0, 0)) {",
  ],
  [
    "the nearest common causes are all of them",
    "explain/shared-causes.ts",
    '(node) => !relation.links(node, "effects").some((link) => common.has(link.node)),',
    "(node) => common.has(node),",
  ],
  ["pruning drops live members", "history/place-set.ts", "set.low = prune(set.low);", "set.low = undefined;"],
  [
    "a union is its first operand",
    "history/place-set.ts",
    "if (first === leaf) return all === bits ? leaf :",
    "if (first === leaf) return leaf.bits !== 0 ? leaf :",
  ],
  [
    "a set that was pruned is pruned again with each member",
    "history/place-set.ts",
    "limit: number = was.limit,",
    "limit: number = SMALL,",
  ],
  [
    "a union is made anew where it adds nothing",
    "history/place-set.ts",
    "if (low === was.low && high === was.high) return was;",
    "",
  ],
  [
    "what came about apart stays apart",
    "history/place-set.ts",
    "if (isSame(a.low, b.low)) b.low = a.low;",
    "",
  ],
  [
    "a join keeps the first cause's history",
    "history/history.ts",
    "export function joined(a: History, b: History, slots: readonly Slot<any>[]): History {",
    "export function joined(a: History, b: History, slots: readonly Slot<any>[]): History {\n  if (a !== undefined) return a;",
  ],
  [
    "the nearest scopes are all scopes",
    "constrain/scope-track.ts",
    "return valueIn(before, this.slot)?.near;",
    "return valueIn(before, this.slot)?.all;",
  ],
  [
    "a join takes for nearest what is so on one side",
    "constrain/scope-track.ts",
    "const near = union(both(a.near, b.near), union(both(a.near, onlyInA), both(b.near, onlyInB)));",
    "const near = union(a.near, b.near);",
  ],
  [
    "a join keeps the progress of one side",
    "constrain/seq-progress.ts",
    "if (scopes === a.scopes && steps === a.#steps) return a;",
    "if (scopes !== undefined) return a;",
  ],
  [
    "a scope is struck from a kind of part too early",
    "constrain/scoped-all-of-rule.ts",
    "if (isLive(mark) && !canAllPlay(taken, this.groups[at]!.parts, this.parts)) strike(mark);",
    "if (isLive(mark)) strike(mark);",
  ],
  ["every step of a sequence is kept", "constrain/seq-progress.ts", "left = minus(left, brought);", ""],
  [
    "a place in the history is given again with what is in it",
    "history/slot-table.ts",
    "this.#retired.has(index)",
    "false && this.#retired.has(index)",
  ],
  [
    "what a source gives again does not count as delivered",
    "admission/intake.ts",
    "this.#watermark.delivered(this.#watermark.source(arrival.source), time, arrival);",
    "",
  ],
  ["a violated scope stays open", "constrain/scoped-seq-rule.ts", "this.scopes.closed(finding.scope);", ""],
  ["a sweep ends scopes that are followed", "constrain/scopes.ts", "(block.reached & mask) !== 0", "false"],
  [
    "deadlines fall one too late",
    "constrain/must-match-rule.ts",
    "trigger.seq + within.events;",
    "trigger.seq + within.events + 1;",
  ],
  [
    "deadlines fall at their time, not after it",
    "constrain/deadlines.ts",
    "heap.peek()!.due < before) {",
    "heap.peek()!.due <= before) {",
  ],
  [
    "a held response holds no deadline back",
    "constrain/deadlines.ts",
    "if (due.watcher.heldBackTo() <= due.due) due.watcher.waiting.add(due);",
    "if (due.due === undefined) due.watcher.waiting.add(due);",
  ],
  [
    "an obligation is decided, and decided again",
    "constrain/must-match-rule.ts",
    "if (this.#inTime(obligation, subject)) this.#settle(obligation);",
    "if (this.#inTime(obligation, subject)) this.#verdicts.satisfied(this, obligation.trigger);",
  ],
  [
    "the watermark is the highest time of any source",
    "source/watermark.ts",
    "return this.#heap.length === 0 ? Math.max(this.highest, time) : this.#heap[0]!.highest;",
    "return Math.max(this.highest, time);",
  ],
  [
    "a rule that comes late does not look behind evicted events",
    "engine/backfill.ts",
    "past = joined(past, mark.entry.history, slots);",
    "void mark;",
  ],
  [
    "what is forced out goes newest first",
    "admission/force-out.ts",
    "holdOf(a).arrival - holdOf(b).arrival",
    "holdOf(b).arrival - holdOf(a).arrival",
  ],
  [
    "one of a cycle is admitted",
    "admission/intake.ts",
    "else if (component.length > 1) this.#rejectCycle(component);\n      else if (component.length === 1)",
    "else if (component.length > 0)",
  ],
  [
    "what is freed goes newest first",
    "admission/hold.ts",
    "holdOf(a).arrival < holdOf(b).arrival",
    "holdOf(a).arrival > holdOf(b).arrival",
  ],
  [
    "an event goes before its last cause",
    "admission/hold.ts",
    "if (--holdOf(entry).waits === 0)",
    "if (--holdOf(entry).waits <= 1)",
  ],
  [
    "an unknown past is not handed on",
    "engine/engine.ts",
    "if (cause.unknownPast) entry.unknownPast = true;",
    "",
  ],
  [
    "duplicates are admitted again",
    "admission/intake.ts",
    "if (known !== 0) return this.#again(known, arrival, said);",
    "",
  ],
  [
    "a look ahead leaves its mark",
    "engine/foresight.ts",
    "const { rule } = meeting;",
    "const { rule } = meeting; rule.satisfied++;",
  ],
  [
    "a watch in order of admission, not of causes",
    "match/watch-rule.ts",
    "left = minus(minus(left, step.alike), only(step));",
    "left = minus(left, only(step));",
  ],
].map(([name, file, right, wrong]) => ({ name, file, right, wrong }));

const root = fileURLToPath(new URL("..", import.meta.url));
const words = process.argv.slice(2).join(" ");
const chosen = DEFECTS.filter(({ name }) => name.includes(words));

// All of them first: a table that no longer fits the sources says nothing.
const unfit = DEFECTS.filter(({ file, right }) => textOf(file).split(right).length !== 2);
for (const { name, file } of unfit) console.error(`not once in src/${file}: the text of "${name}"`);
if (unfit.length > 0 || chosen.length === 0) process.exit(2);

const copy = mkdtempSync(join(tmpdir(), "tsrapide-mutants-"));
const parts = ["src", "test", "package.json", "tsconfig.json", "vitest.config.ts"];
for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));

let survivors = 0;
try {
  const sound = failing();
  if (sound !== undefined) throw new Error(`without any defect, this fails: ${sound}`);
  for (const { name, file, right, wrong } of chosen) {
    const path = join(copy, "src", file);
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text.replace(right, () => wrong),
    );
    const law = failing();
    writeFileSync(path, text);
    if (law === undefined) survivors++;
    console.log(`| ${name} | \`${file}\` | ${law ?? "**nothing**"} |`);
  }
} finally {
  rmSync(copy, { recursive: true });
}
console.log(`${chosen.length - survivors} of ${chosen.length} defects caught`);
process.exitCode = survivors === 0 ? 0 : 1;

function textOf(file) {
  return readFileSync(join(root, "src", file), "utf8");
}

/** The name of the law that fails first, if one does. */
function failing() {
  const report = join(copy, "report.json");
  rmSync(report, { force: true });
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const flags = [
    "--project",
    "source",
    "--bail",
    "1",
    "--reporter",
    "json",
    "--outputFile",
    report,
    "test/laws",
  ];
  const { status, signal } = spawnSync(process.execPath, [vitest, "run", ...flags], {
    cwd: copy,
    stdio: "ignore",
    timeout: 300_000,
    env: { ...process.env, LAWS_RUNS: "1", LAWS_SEED: "" },
  });
  if (status === 0) return undefined;
  if (signal !== null) return "(never ends)";
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const names = testResults.flatMap(({ assertionResults, message }) => {
    const failed = assertionResults.filter((each) => each.status === "failed");
    if (failed.length === 0 && message) return [`(does not load: ${message.split("\n")[0]})`];
    return failed.map(({ ancestorTitles, title }) =>
      title.startsWith("L") ? title : [...ancestorTitles, title].filter(Boolean).join(": "),
    );
  });
  return names[0] ?? "(no test)";
}
