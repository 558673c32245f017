// A real MCP client and a real server, watched: what was called, what came of it, and why it was called.
// Run after `npm run build`: node examples/07-mcp-client.mjs
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { mustMatch, StreamProcessor } from "tsrapide";
import { CauseScope, withCause } from "tsrapide/context";
import { mcp, MCPEventAdapter } from "tsrapide/mcp";

const folder = await mkdtemp(join(tmpdir(), "tsrapide-example-"));
await writeFile(join(folder, "notes.txt"), "buy milk\n");
const server = createRequire(import.meta.url).resolve(
  "@modelcontextprotocol/server-filesystem/dist/index.js",
);
const client = new Client({ name: "example", version: "1.0.0" });

// The adapter watches the transport that the client is going to use. It is a source like any other.
const processor = new StreamProcessor();
processor.addSource("files", new MCPEventAdapter("files", client));

// Whatever fails has to be followed up: asked again, or asked for something else, because of it.
processor.enforce(
  mustMatch({
    trigger: { ...mcp.toolResult(), where: ({ data }) => data.isError, label: "isError" },
    response: mcp.toolCall(),
    name: "failures_are_followed_up",
  }),
);
// What came of the listing, through any number of steps.
let afterListing = 0;
processor.watch([mcp.toolResult("list_directory"), mcp.toolCall()], () => void afterListing++);

// Answers come in any order; the calls were made in one.
/** @type {Map<string, { what: string, because: string[], end: string }>} */
const calls = new Map();
/** @type {Map<string, string>} */
const names = new Map();
processor.onEvent(({ id, name, data, causes }) => {
  const failed = data.isError ? " (failed)" : "";
  names.set(id, `${name}${data.tool ? ` of ${data.tool}` : ""}${failed}`);
  if (name === "mcp.tool_call") calls.set(id, { what: data.tool, because: [...causes], end: "lost" });
  for (const cause of causes) {
    const call = calls.get(cause);
    if (call && name === "mcp.tool_result") call.end = `answered${failed}`;
  }
});
processor.onViolation(({ constraint, instance }) =>
  console.log(`broken: ${constraint}: ${names.get(instance)}`),
);
const run = processor.run();

await client.connect(
  new StdioClientTransport({ command: process.execPath, args: [server, folder], stderr: "ignore" }),
);

/**
 * Calls a tool because of something, and says what came of it: ids of events to go on from.
 * @param {readonly string[]} causes
 * @param {string} name
 * @param {Record<string, unknown>} args
 */
async function step(causes, name, args) {
  const scope = new CauseScope(causes);
  await scope.run(() => client.callTool({ name, arguments: args }));
  return scope.outcomes;
}

const listing = await step([], "list_directory", { path: folder });
// Two calls at once, both because of the listing; the second one fails.
const [, failed] = await Promise.all([
  step(listing, "read_text_file", { path: join(folder, "notes.txt") }),
  step(listing, "read_text_file", { path: join(folder, "gone.txt") }),
]);
const made = await step(failed, "write_file", { path: join(folder, "gone.txt"), content: "here it is\n" });
// This one fails too, and nobody cares.
await withCause(made, () => client.callTool({ name: "read_text_file", arguments: { path: "/etc/passwd" } }));

await client.close();
await run;
for (const { what, because, end } of calls.values())
  console.log(`${what}: ${end}\n  because of ${because.map((id) => names.get(id)).join(", ")}`);
console.log(`${afterListing} of ${calls.size} calls came of the listing`);
await rm(folder, { recursive: true });
