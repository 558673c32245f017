// A model on this machine for the examples: it follows a script, and speaks as OpenAI's chat completions
// and Anthropic's messages do. Any real model is asked the same way.
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/**
 * @typedef {{ tool: string, arguments: object }} Call
 * @typedef {readonly Call[] | string} Turn what the model does next: calls of tools, or its last word
 */

/**
 * @param {readonly Turn[]} script one turn for each request
 */
export async function startModel(script) {
  let turn = 0;
  let ids = 0;
  const server = createServer((request, response) => void answer(request, response));

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async function answer(request, response) {
    /** @type {Turn} */
    const next = JSON.parse(await text(request)) && (script[turn++] ?? "I have nothing more to say.");
    const calls = typeof next === "string" ? [] : next.map((call) => ({ ...call, id: `call_${++ids}` }));
    const body = request.url?.endsWith("/messages")
      ? {
          id: `msg_${turn}`,
          type: "message",
          role: "assistant",
          model: "local",
          content:
            typeof next === "string"
              ? [{ type: "text", text: next }]
              : calls.map(({ id, tool, arguments: input }) => ({ type: "tool_use", id, name: tool, input })),
          stop_reason: typeof next === "string" ? "end_turn" : "tool_use",
          stop_sequence: null,
          usage: { input_tokens: 10, output_tokens: 5 },
        }
      : {
          id: `chatcmpl_${turn}`,
          object: "chat.completion",
          created: 1,
          model: "local",
          choices: [
            {
              index: 0,
              finish_reason: typeof next === "string" ? "stop" : "tool_calls",
              message: {
                role: "assistant",
                content: typeof next === "string" ? next : null,
                ...(calls.length > 0 && {
                  tool_calls: calls.map(({ id, tool, arguments: input }) => ({
                    id,
                    type: "function",
                    function: { name: tool, arguments: JSON.stringify(input) },
                  })),
                }),
              },
            },
          ],
          usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
        };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}
