import { createRequire } from "node:module";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { CreateMessageRequestSchema, ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { because, currentContext } from "./context.mjs";
import { Correlator } from "./correlator.mjs";
import { tap } from "./tap.mjs";

/**
 * What came of one request.
 *
 * @typedef {object} Outcome
 * @property {string} event the request's own event
 * @property {string} end the event that ended it: what the next step is caused by
 * @property {any} result
 * @property {Error | undefined} error
 */

/**
 * Starts a server as a process of its own, connects to it, and records everything that passes.
 *
 * @param {object} options
 * @param {string} options.server the name of the package to run
 * @param {string} options.source what its events have as their source
 * @param {string[]} [options.args]
 * @param {string} options.folder where it runs
 * @param {(source: string) => ConstructorParameters<typeof Correlator>[0]["record"]} options.recordAs
 * @param {(params: any) => Record<string, unknown>} [options.describe]
 */
export async function connect({ server, source, args = [], folder, recordAs, describe }) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [createRequire(import.meta.url).resolve(`${server}/dist/index.js`), ...args],
    cwd: folder,
    stderr: "ignore",
  });
  const correlator = new Correlator({ record: recordAs(source), describe });
  tap(transport, {
    sent: (message) => correlator.sent(message, currentContext()),
    received: (message) => {
      const acting = correlator.received(message);
      return typeof acting === "string" ? { causes: [acting], sent: [] } : acting;
    },
    closing: () => correlator.closing(currentContext()),
    closed: () => correlator.closed(),
  });

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
  await client.connect(transport);

  return {
    client,

    /**
     * Sends one request because of `causes`, and waits for what comes of it.
     *
     * @param {readonly string[]} causes
     * @param {(client: Client) => Promise<any>} send
     * @returns {Promise<Outcome>}
     */
    ask(causes, send) {
      return because(causes, async (context) => {
        /** @type {any} */
        let result;
        /** @type {Error | undefined} */
        let error;
        try {
          result = await send(client);
        } catch (reason) {
          error = /** @type {Error} */ (reason);
        }
        const event = context.sent[0];
        const end = event && correlator.endOf(event);
        if (!event || !end)
          throw new Error(`${source}: a request was not recorded to its end`, { cause: error });
        return { event, end, result, error };
      });
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

    /** The event of the connection itself. */
    get connected() {
      return /** @type {string} */ (correlator.connect);
    },

    /**
     * @param {readonly string[]} causes
     */
    close(causes) {
      return because(causes, () => client.close());
    },

    /** Ends the server the hard way, as a crash would. */
    kill() {
      if (transport.pid) process.kill(transport.pid, "SIGKILL");
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof connect>>} Connection */
