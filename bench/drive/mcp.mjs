import { spawn } from "node:child_process";
import { once } from "node:events";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamProcessor } from "tsrapide";
import { MCPEventAdapter } from "tsrapide/mcp";
import { quantile } from "../measure/statistics.mjs";

const ARGUMENTS = { path: "notes/today.txt", head: 20 };

/** A transport to a server in the process, which answers in the next turn of the event loop. */
class Answering {
  /** @type {((message: any) => void) | undefined} */
  onmessage;
  /** @type {(() => void) | undefined} */
  onclose;
  async start() {}
  async close() {
    this.onclose?.();
  }
  /** @param {any} message */
  async send({ id, method }) {
    if (id === undefined) return;
    const serverInfo = { name: "bench", version: "1.0.0" };
    const result =
      method === "initialize"
        ? { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo }
        : { content: [{ type: "text", text: "done" }] };
    setImmediate(() => this.onmessage?.({ jsonrpc: "2.0", id, result }));
  }
}

/**
 * What a call of the SDK's client costs, in µs, one after the other.
 *
 * @param {object} options
 * @param {number} options.calls
 * @param {boolean} options.watched with an adapter, and a processor that reads it
 * @param {() => number} options.now in ms
 */
export async function clientCall({ calls, watched, now }) {
  const client = new Client({ name: "bench", version: "1.0.0" });
  const processor = new StreamProcessor();
  if (watched) processor.addSource("mcp", new MCPEventAdapter("mcp", client));
  const run = processor.run();
  await client.connect(new Answering());
  const from = now();
  for (let at = 0; at < calls; at++) await client.callTool({ name: "read", arguments: ARGUMENTS });
  const cost = (1000 * (now() - from)) / calls;
  await client.close();
  const { events } = await run;
  if (watched && events.admitted !== 2 * calls + 3)
    throw new Error(`${events.admitted} events of ${calls} calls`);
  return cost;
}

/**
 * The median time from a line to its answer, in µs, through the pipes of a process.
 *
 * @param {object} options
 * @param {readonly string[]} options.args what Node is to run
 * @param {number} options.trips
 */
export async function roundTrip({ args, trips }) {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  /** @type {() => void} */
  let answered = () => {};
  // Answers are short: each comes in one piece.
  child.stdout.on("data", () => answered());
  const times = [];
  for (let id = 0; id < trips; id++) {
    const line = JSON.stringify({
      jsonrpc: "2.0",
      id,
      method: "tools/call",
      params: { name: "read", arguments: ARGUMENTS },
    });
    const answer = new Promise((resolve) => (answered = () => resolve(undefined)));
    const from = performance.now();
    child.stdin.write(`${line}\n`);
    await answer;
    // The first ones warm up.
    if (id >= trips / 10) times.push(1000 * (performance.now() - from));
  }
  child.stdin.end();
  await ended;
  return quantile(times, 0.5);
}
