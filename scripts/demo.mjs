// Shows what the package does: a live stream, a recorded session of two real servers, a guarded agent.
// Usage: npm run demo
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

if (distIsStale()) {
  console.log("Building …");
  must(0, spawnSync("npm", ["run", "--silent", "build"], inherit({ shell: process.platform === "win32" })));
}

heading(
  "1. A stream, live",
  "Two sources emit events that name their causes. Two rules are checked while they do.",
  "node examples/01-streaming.mjs",
);
must(0, run("examples/01-streaming.mjs"));

const session = "examples/mcp-session/session.ndjson";
const rules = "examples/mcp-session/rules.yaml";
heading(
  "2. A recorded session of an agent with two MCP servers",
  "Real servers, real traffic: calls are answered out of order, two are cancelled, one server is killed.",
  `tsrapide check ${session} --rules ${rules}`,
);
must(1, run("dist/cli/main.js", "check", session, "--rules", rules));
console.log(`
The check ended with exit status 1, as it should: rules of severity error are broken.
- Two calls were cancelled, and the server went on with them all the same.
- One call showed no sign of life for two seconds. That is a warning.
- One call was under way when its server was killed.
Who called what, and why: examples/mcp-session/README.md`);

heading(
  "3. An agent, guarded",
  "A model on this machine reads a mail with a real MCP server, and does as the mail says.",
  "node examples/12-guarded-agent.mjs",
);
must(0, run("examples/12-guarded-agent.mjs"));
console.log(`
The first write was allowed: nothing untrusted had been read. The last was not made: the chain leads from
the mail to the model's answer, and from there to the call.`);

/** @param {...string} args */
function run(...args) {
  return spawnSync(process.execPath, args, inherit());
}

/** @returns {import("node:child_process").SpawnSyncOptions} */
function inherit(options = {}) {
  return { cwd: root, stdio: "inherit", ...options };
}

/**
 * @param {number} expected
 * @param {ReturnType<typeof run>} ended
 */
function must(expected, { status, signal, error }) {
  if (status === expected) return;
  console.error(`\nExpected exit status ${expected}, got ${error?.message ?? signal ?? status}.`);
  process.exit(1);
}

/**
 * @param {string} title
 * @param {string} what
 * @param {string} command
 */
function heading(title, what, command) {
  console.log(`\n${title}\n${"=".repeat(title.length)}\n${what}\n\n$ ${command}\n`);
}

function distIsStale() {
  const built = new URL("../dist/cli/main.js", import.meta.url);
  if (!existsSync(built)) return true;
  const builtAt = statSync(built).mtimeMs;
  const src = new URL("../src/", import.meta.url);
  return readdirSync(src, { recursive: true }).some(
    (name) => statSync(new URL(String(name), src)).mtimeMs > builtAt,
  );
}
