import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StreamProcessor } from "tsrapide";
import { parseRules } from "tsrapide/rules";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = new URL("../../../examples/git-history/", import.meta.url);
const importer = fileURLToPath(new URL("import.mjs", folder));
const AUTHOR = "Somebody <somebody@example.com>";

/** No settings of the machine, and no repository of whoever runs the tests (from a hook of git, say). */
const ENV = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1" };

function runImporter(...args: string[]): string {
  return execFileSync(process.execPath, [importer, ...args], { encoding: "utf8", env: ENV, stdio: "pipe" });
}

interface CommitEvent {
  id: string;
  name: string;
  source: string;
  time: number;
  data: { parents: number; files: number; subjectLength: number; tags: string[] };
  causes: string[];
}

let repository: string;
let output: string;
let events: CommitEvent[];

/** A history with a branch, a merge and a tag, in the order in which it was made. */
function makeHistory(): void {
  let minute = 0;
  const git = (...args: string[]): void => {
    const [name, email] = AUTHOR.split(/ <|>/);
    const date = `2026-01-01T00:${String(minute++).padStart(2, "0")}:00Z`;
    execFileSync("git", args, {
      cwd: repository,
      stdio: "ignore",
      env: {
        ...ENV,
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    });
  };
  const commit = (subject: string, ...files: string[]): void => {
    for (const file of files) writeFileSync(join(repository, file), subject);
    git("add", ".");
    git("commit", "-m", subject);
  };
  git("init", "-b", "main");
  commit("Begin", "a");
  git("checkout", "-b", "side");
  commit("Side: ünïcode 🙂", "b", "c");
  git("checkout", "main");
  commit("Main", "a");
  git("merge", "--no-ff", "-m", "Merge side", "side");
  commit("Release", "d");
  git("tag", "v1");
  commit("After", "e");
}

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), "git-history-"));
  makeHistory();
  output = runImporter(repository);
  events = output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as CommitEvent);
});

afterAll(() => rmSync(repository, { recursive: true }));

test("each commit is an event, the newest first", () => {
  expect(events.map(({ name, data }) => [name, data.subjectLength, data.files, data.tags])).toEqual([
    ["Git.commit", "After".length, 1, []],
    ["Git.commit", "Release".length, 1, ["v1"]],
    ["Git.merge", "Merge side".length, 2, []],
    ["Git.commit", "Main".length, 1, []],
    ["Git.commit", Array.from("Side: ünïcode 🙂").length, 2, []],
    ["Git.commit", "Begin".length, 1, []],
  ]);
});

test("a commit is caused by its parents, which come later in the file", () => {
  const [after, release, merge, main, side, begin] = events.map(({ id }) => id);
  expect(events.map(({ causes }) => causes)).toEqual([
    [release],
    [merge],
    [main, side],
    [begin],
    [begin],
    [],
  ]);
  expect(after).not.toBe(release);
  expect(events.map(({ data }) => data.parents)).toEqual([1, 1, 2, 1, 1, 0]);
});

test("times are those of the commits", () => {
  const times = events.map(({ time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(new Date(times[5] as number).getUTCFullYear()).toBe(2026);
});

test("nobody is named", () => {
  expect(output).not.toMatch(/somebody|example\.com/i);
  expect(new Set(events.map(({ source }) => source))).toEqual(new Set(["git"]));
});

test("options go to git log", () => {
  const part = runImporter(repository, "--first-parent", "-n", "3");
  expect(part.trimEnd().split("\n")).toHaveLength(3);
});

test("a folder without a repository is an error", () => {
  const empty = mkdtempSync(join(tmpdir(), "git-history-"));
  try {
    expect(() => runImporter(empty)).toThrow(/not a git repository/);
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test("the rules see it in causal order, though it comes the newest first", async () => {
  const rules = parseRules(readFileSync(fileURLToPath(new URL("rules.yaml", folder)), "utf8"));
  const processor = new StreamProcessor();
  for (const constraint of rules.constraints) processor.enforce(constraint);
  for (const watch of rules.watches) processor.watch(watch);
  const order: string[] = [];
  processor.onEvent(({ id }) => void order.push(id));
  const broken: string[] = [];
  processor.onViolation(({ constraint, instance }) => void broken.push(`${constraint} ${instance}`));
  processor.addSource("git", events);
  const report = await processor.run();

  const [after, release, merge, main, side, begin] = events.map(({ id }) => id);
  // Of the two branches, the one that came first goes first.
  expect(order).toEqual([begin, main, side, merge, release, after]);
  expect(report.events).toMatchObject({ peakHeld: 5, missingCauses: 0 });
  expect(broken).toEqual([`released ${after}`]);
  expect(report.constraints.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "released violated",
    "tags_follow_a_merge satisfied",
    "one_root satisfied",
    "no_empty_subject satisfied",
    "reviewable satisfied",
  ]);
});
