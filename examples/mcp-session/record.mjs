// Records a session of an agent with two real MCP servers, over stdio, as session.ndjson.
// Usage: npm run record:mcp [-- FILE]
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { StreamProcessor } from "tsrapide";
import { release } from "./agent.mjs";
import { connect } from "./connection.mjs";
import { makeWorkspace } from "./workspace.mjs";

const target = process.argv[2] ?? fileURLToPath(new URL("session.ndjson", import.meta.url));

// Whatever is written of an event is what JSON.stringify makes of it: names and sizes, and what was
// asked for. They come in an order in which no event is before its causes.
/** @type {{ time: number }[]} */
const events = [];
const processor = new StreamProcessor();
processor.onEvent(({ id, name, source, time, data, causes }) => {
  events.push(JSON.parse(JSON.stringify({ id, name, source, time, data, causes })));
});
const record = (/** @type {import("tsrapide/mcp").MCPEventAdapter} */ adapter) => {
  processor.addSource(adapter.name, adapter);
};

const { folder, remove } = await makeWorkspace();
let run;
try {
  const [files, jobs] = await Promise.all([
    connect({
      server: "@modelcontextprotocol/server-filesystem",
      source: "files",
      args: [folder],
      folder,
      record,
    }),
    connect({
      server: "@modelcontextprotocol/server-everything",
      source: "jobs",
      args: ["stdio"],
      folder,
      record,
    }),
  ]);
  run = processor.run();
  await release(files, jobs);
} finally {
  await remove();
}
await run;

// For readers: by time, where causes stay before their effects, and with short ids.
events.sort((a, b) => a.time - b.time);
let text = events.map((event) => `${JSON.stringify(event)}\n`).join("");
for (const [at, [, id]] of [...text.matchAll(/^\{"id":"([^"]+)"/gm)].entries())
  text = text.replaceAll(`"${id}"`, `"e${at + 1}"`);
await writeFile(target, text);
console.log(`${events.length} events`);
