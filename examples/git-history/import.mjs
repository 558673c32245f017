// Prints the history of a git repository as events: a commit is caused by its parents.
// Usage: node import.mjs [REPOSITORY [OPTIONS OF GIT LOG…]] > history.ndjson
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * @typedef {object} CommitEvent
 * @property {string} id
 * @property {"Git.commit" | "Git.merge"} name
 * @property {"git"} source not the author: who did it is not needed to check what was done
 * @property {number} time
 * @property {{ parents: number, files: number, subjectLength: number, tags: string[] }} data
 * @property {string[]} causes
 */

// A commit is one line that starts with RECORD, then perhaps a line that counts its files.
const RECORD = "\x1e";
const FIELD = "\x1f";
const FORMAT = ["%H", "%P", "%ct", "%D", "%s"].join("%x1f");

/**
 * The commits as git prints them, the newest first: each comes before its causes, and whoever
 * reads them holds it until those are there.
 *
 * @param {string} repository
 * @param {readonly string[]} options of git log
 * @returns {AsyncGenerator<CommitEvent>}
 */
async function* commits(repository, options) {
  const git = spawn(
    "git",
    ["-c", "log.showSignature=false", "-c", "i18n.logOutputEncoding=UTF-8", "log"].concat(
      ["--no-color", "--no-ext-diff", "--shortstat", "--diff-merges=first-parent"],
      [`--format=%x1e${FORMAT}`, ...options],
    ),
    { cwd: repository, stdio: ["ignore", "pipe", "inherit"] },
  );
  const exit = once(git, "close").catch((reason) => {
    throw new Error(`cannot run git in ${repository}`, { cause: reason });
  });
  exit.catch(() => {}); // it is awaited below, after all that git prints
  /** @type {CommitEvent | undefined} */
  let commit;
  try {
    for await (const line of createInterface({ input: git.stdout, crlfDelay: Infinity })) {
      if (line.startsWith(RECORD)) {
        if (commit) yield commit;
        commit = parse(line.slice(RECORD.length));
      } else if (commit) {
        const files = /^ (\d+) files? changed/.exec(line);
        if (files) commit.data.files = Number(files[1]);
      }
    }
  } finally {
    git.kill(); // does nothing once it has ended
  }
  const [code] = await exit;
  if (code !== 0) throw new Error(`git log ended with ${code}`);
  if (commit) yield commit;
}

/**
 * @param {string} line
 * @returns {CommitEvent}
 */
function parse(line) {
  const [id = "", parents = "", seconds = "", refs = "", ...subject] = line.split(FIELD);
  const causes = parents.split(" ").filter((parent) => parent !== "");
  const tags = refs.split(", ").filter((ref) => ref.startsWith("tag: "));
  return {
    id,
    name: causes.length > 1 ? "Git.merge" : "Git.commit",
    source: "git",
    time: Number(seconds) * 1000,
    data: {
      parents: causes.length,
      files: 0,
      subjectLength: Array.from(subject.join(FIELD)).length,
      tags: tags.map((tag) => tag.slice("tag: ".length)),
    },
    causes,
  };
}

async function* lines() {
  const [repository = ".", ...options] = process.argv.slice(2);
  for await (const commit of commits(repository, options)) yield `${JSON.stringify(commit)}\n`;
}

try {
  await pipeline(Readable.from(lines()), process.stdout);
} catch (error) {
  // A reader that has seen enough (`| head`) is no failure.
  if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
