import { ok } from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { LLMEventAdapter } from "tsrapide/llm";
import { paired } from "../measure/paired.mjs";
import { asCosts } from "../measure/result.mjs";

/** @import { Row } from "./row.mjs" */

const BYTES = 10_000_000;
const PARTS = 100;
/** Faster than any model: 2.5 MB a second. */
const PAUSE_MS = 40;

/** A stream of chat completion chunks, of so many bytes in all. */
async function startServer() {
  const delta = { content: "and so on, and so forth, word by word" };
  const event = `data: ${JSON.stringify({ id: "c", model: "m", choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;
  const part = event.repeat(Math.ceil(BYTES / PARTS / event.length));
  const last = `data: ${JSON.stringify({ id: "c", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`;
  const server = createServer((_, response) => {
    void (async () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (let at = 0; at < PARTS; at++) {
        if (!response.write(part)) await once(response, "drain");
        await wait(PAUSE_MS);
      }
      response.end(last);
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/v1/chat/completions`, stop: () => server.close() };
}

/** @type {readonly Row[]} */
export const llmRows = [
  {
    name: "llm-fetch",
    what: "a stream of 10 MB in four seconds through the fetch tap",
    reference: "the same without it",
    aim: { atMost: 1.01 },
    measure: async (settings) => {
      const server = await startServer();
      const read = (/** @type {typeof fetch} */ send) => async () => {
        const response = await send(server.url, {
          method: "POST",
          body: '{"model":"m","messages":[],"stream":true}',
        });
        let bytes = 0;
        for await (const chunk of /** @type {AsyncIterable<Uint8Array>} */ (
          /** @type {unknown} */ (response.body)
        ))
          bytes += chunk.length;
        return bytes;
      };
      const adapter = new LLMEventAdapter("llm");
      const side = (/** @type {typeof fetch} */ send) => ({ events: 1, prepare: () => {}, run: read(send) });
      const processorTime = async (/** @type {typeof fetch} */ send) => {
        const { user } = process.cpuUsage();
        await read(send)();
        return (process.cpuUsage().user - user) / 1000;
      };
      try {
        const costs = await paired(side(adapter.fetch()), side(fetch), settings, (one, other) => {
          ok(one === other && one >= BYTES);
        });
        const added = (await processorTime(adapter.fetch())) - (await processorTime(fetch));
        return { ratio: asCosts(costs).ratio, detail: `${added.toFixed(0)} ms more of the processor` };
      } finally {
        adapter.close();
        server.stop();
      }
    },
  },
];
