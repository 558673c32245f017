// Records a session of an agent with two real MCP servers, over stdio, as session.ndjson.
// Usage: npm run record:mcp [-- FILE]
import { writeFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { release } from "./agent.mjs";
import { connect } from "./connection.mjs";
import { makeWorkspace } from "./workspace.mjs";

const target = process.argv[2] ?? fileURLToPath(new URL("session.ndjson", import.meta.url));

/** @type {import("./correlator.mjs").RecordedEvent[]} */
const events = [];

/** Numbers events in the order in which they are seen. No event is seen before its causes. */
const recordAs =
  (/** @type {string} */ source) =>
  (
    /** @type {string} */ name,
    /** @type {Record<string, unknown>} */ data,
    /** @type {string[]} */ causes,
  ) => {
    const event = { id: `e${events.length + 1}`, name, source, time: Date.now(), data, causes };
    events.push(event);
    return event;
  };

/** Which files a call is about. Names, never contents, and nothing of the machine. */
const paths = (/** @type {any} */ { arguments: args = {} }) => {
  const relative = (/** @type {unknown} */ path) => typeof path === "string" && !isAbsolute(path);
  return {
    ...(relative(args.path ?? args.source) ? { path: args.path ?? args.source } : {}),
    ...(relative(args.destination) ? { to: args.destination } : {}),
  };
};

const { folder, remove } = await makeWorkspace();
try {
  const [files, jobs] = await Promise.all([
    connect({
      server: "@modelcontextprotocol/server-filesystem",
      source: "files",
      args: [folder],
      folder,
      recordAs,
      describe: paths,
    }),
    connect({
      server: "@modelcontextprotocol/server-everything",
      source: "jobs",
      args: ["stdio"],
      folder,
      recordAs,
    }),
  ]);
  await release(files, jobs);
} finally {
  await remove();
}
await writeFile(target, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
console.log(`${events.length} events`);
