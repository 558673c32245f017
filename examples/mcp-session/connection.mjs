import { createRequire } from "node:module";
import { isAbsolute } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { CreateMessageRequestSchema, ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { CauseScope, withCause } from "tsrapide/context";
import { MCPEventAdapter } from "tsrapide/mcp";

/**
 * What came of one request.
 *
 * @typedef {object} Outcome
 * @property {string} end the event that ended it: what the next step is caused by
 * @property {any} result
 * @property {Error | undefined} error
 */

/**
 * Starts a server as a process of its own, connects to it, and has everything recorded that passes.
 *
 * @param {object} options
 * @param {string} options.server the name of the package to run
 * @param {string} options.source what its events have as their source
 * @param {string[]} [options.args]
 * @param {string} options.folder where it runs
 * @param {(source: MCPEventAdapter) => void} options.record
 */
export async function connect({ server, source, args = [], folder, record }) {
  const capabilities = server.endsWith("-everything") ? { sampling: {}, roots: {} } : {};
  const client = new Client({ name: "changelog-agent", version: "1.0.0" }, { capabilities });
  if ("sampling" in capabilities) {
    client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: "file:///workspace" }] }));
    client.setRequestHandler(CreateMessageRequestSchema, () => ({
      role: "assistant",
      model: "none",
      content: { type: "text", text: "A quieter release" },
    }));
  }
  record(new MCPEventAdapter(source, client, { capture: "arguments", redact: relativePaths }));

  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [createRequire(import.meta.url).resolve(`${server}/dist/index.js`), ...args],
    cwd: folder,
    stderr: "ignore",
  });
  const opening = new CauseScope([]);
  await opening.run(() => client.connect(transport));

  return {
    /** The event of the connection itself. */
    connected: /** @type {string} */ (opening.outcomes[0]),

    /**
     * Sends one request because of `causes`, and waits for what comes of it.
     *
     * @param {readonly string[]} causes
     * @param {(client: Client) => Promise<any>} send
     * @returns {Promise<Outcome>}
     */
    async ask(causes, send) {
      const step = new CauseScope(causes);
      /** @type {any} */
      let result;
      /** @type {Error | undefined} */
      let error;
      try {
        result = await step.run(() => send(client));
      } catch (reason) {
        error = /** @type {Error} */ (reason);
      }
      const [end] = step.outcomes;
      if (!end) throw new Error(`${source}: a request was not recorded to its end`, { cause: error });
      return { end, result, error };
    },

    /**
     * @param {readonly string[]} causes
     * @param {string} name
     * @param {Record<string, unknown>} [args]
     * @param {Parameters<Client["callTool"]>[2]} [options]
     */
    call(causes, name, args = {}, options) {
      return this.ask(causes, (client) => client.callTool({ name, arguments: args }, undefined, options));
    },

    /**
     * @param {readonly string[]} causes
     */
    close(causes) {
      return withCause(causes, () => client.close());
    },

    /** Ends the server the hard way, as a crash would. */
    kill() {
      if (transport.pid) process.kill(transport.pid, "SIGKILL");
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof connect>>} Connection */

const PATHS = new Set(["path", "source", "destination"]);

/**
 * Of what is asked, only relative paths are kept: which files a call is about, never a content, and
 * nothing of the machine.
 *
 * @param {string} key
 * @param {unknown} value
 */
function relativePaths(key, value) {
  if (key === "arguments") return value;
  return PATHS.has(key) && typeof value === "string" && !isAbsolute(value) ? value : undefined;
}
