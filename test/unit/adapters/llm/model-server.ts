import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a test tells the server to do, by the name of the model. */
export type Mood = "well" | "flaky" | "refusing" | "breaking" | "cut" | "silent";

type Json = Record<string, any>;

/**
 * A server that speaks the formats of OpenAI chat completions and responses and of Anthropic messages, as
 * they were recorded. A model first asks for the tool `look`, once for each word of the question; when it
 * has the results it answers. Ids count up.
 */
export class ModelServer {
  readonly #server: Server;
  readonly #failed = new Set<string>();
  #ids = 0;
  /** Bodies of the requests, in order. */
  readonly requests: Json[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<ModelServer> {
    const made = new ModelServer();
    await new Promise<void>((resolve) => made.#server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Begins to count again, so that two runs see the same. */
  reset(): void {
    this.#ids = 0;
    this.#failed.clear();
    this.requests.length = 0;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of request) text += String(part);
    const body = JSON.parse(text) as Json;
    this.requests.push(body);
    const mood = String(body["model"]) as Mood;
    if (mood === "silent") return;
    if (mood === "refusing")
      return json(response, 400, { error: { type: "invalid_request_error", message: "no" } });
    if (mood === "flaky" && !this.#failed.has(text)) {
      this.#failed.add(text);
      response.setHeader("retry-after-ms", "1");
      return json(response, 429, { error: { type: "rate_limit", message: "slower" } });
    }
    const path = request.url ?? "";
    const parts = path.endsWith("/chat/completions")
      ? this.#chat(body)
      : path.endsWith("/responses")
        ? this.#responses(body)
        : this.#messages(body);
    if (body["stream"] !== true) return json(response, 200, parts.whole);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const events = mood === "breaking" || mood === "cut" ? parts.events.slice(0, 2) : parts.events;
    for (const event of events) response.write(event);
    if (mood === "breaking")
      response.write(sse({ type: "error", error: { type: "overloaded_error", message: "busy" } }, "error"));
    if (mood === "cut") return void setTimeout(() => response.destroy(), 20);
    response.end();
  }

  #id(kind: string): string {
    return `${kind}_${++this.#ids}`;
  }

  #chat(body: Json): Parts {
    const messages = body["messages"] as Json[];
    const id = this.#id("chatcmpl");
    const head = { id, object: "chat.completion", created: 1, model: body["model"] };
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const words = messages.at(-1)!["role"] === "tool" ? [] : wordsOf(messages.at(-1)!["content"]);
    const calls = words.map((q) => ({
      id: this.#id("call"),
      type: "function",
      function: { name: "look", arguments: JSON.stringify({ q }) },
    }));
    const finish = calls.length > 0 ? "tool_calls" : "stop";
    const message = {
      role: "assistant",
      content: calls.length > 0 ? null : "done",
      ...(calls.length > 0 && { tool_calls: calls }),
    };
    const chunk = (delta: Json, finish_reason: string | null = null): string =>
      sse({ ...head, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] });
    const pieces = calls.flatMap((call, index) => {
      const { arguments: text } = call.function;
      return [
        chunk({
          tool_calls: [{ index, id: call.id, type: "function", function: { name: "look", arguments: "" } }],
        }),
        ...[text.slice(0, 4), text.slice(4)].map((part) =>
          chunk({ tool_calls: [{ index, function: { arguments: part } }] }),
        ),
      ];
    });
    return {
      whole: { ...head, choices: [{ index: 0, message, finish_reason: finish }], usage },
      events: [
        chunk({ role: "assistant", content: calls.length > 0 ? null : "" }),
        ...(calls.length > 0 ? pieces : ["do", "ne"].map((content) => chunk({ content }))),
        chunk({}, finish),
        sse({ ...head, object: "chat.completion.chunk", choices: [], usage }),
        "data: [DONE]\n\n",
      ],
    };
  }

  #responses(body: Json): Parts {
    const input = body["input"] as string | Json[];
    const last = typeof input === "string" ? { content: input } : input.at(-1)!;
    const id = this.#id("resp");
    const output =
      last["type"] === "function_call_output"
        ? [
            {
              type: "message",
              id: this.#id("msg"),
              role: "assistant",
              status: "completed",
              content: [{ type: "output_text", text: "done", annotations: [] }],
            },
          ]
        : wordsOf(last["content"]).map((q) => ({
            type: "function_call",
            id: this.#id("fc"),
            call_id: this.#id("call"),
            name: "look",
            arguments: JSON.stringify({ q }),
            status: "completed",
          }));
    const usage = {
      input_tokens: 10,
      output_tokens: 5,
      total_tokens: 15,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    };
    const whole = {
      id,
      object: "response",
      created_at: 1,
      model: body["model"],
      status: "completed",
      output,
      usage,
      incomplete_details: null,
      error: null,
    };
    const begun = { ...whole, status: "in_progress", output: [], usage: null };
    const events = [
      sse({ type: "response.created", response: begun }),
      ...output.flatMap((item: Json, output_index) => [
        sse({
          type: "response.output_item.added",
          output_index,
          item: { ...item, ...(item["type"] === "function_call" && { arguments: "" }) },
        }),
        item["type"] === "function_call"
          ? sse({
              type: "response.function_call_arguments.delta",
              item_id: item["id"],
              output_index,
              delta: item["arguments"],
            })
          : sse({
              type: "response.output_text.delta",
              item_id: item["id"],
              output_index,
              content_index: 0,
              delta: "done",
            }),
        sse({ type: "response.output_item.done", output_index, item }),
      ]),
      sse({ type: "response.completed", response: whole }),
    ];
    return { whole, events };
  }

  #messages(body: Json): Parts {
    const { content } = (body["messages"] as Json[]).at(-1)!;
    const isResult = Array.isArray(content) && content.some((block: Json) => block["type"] === "tool_result");
    const text = Array.isArray(content)
      ? content.map((block: Json) => block["text"] ?? "").join(" ")
      : content;
    const blocks: Json[] = isResult
      ? [{ type: "text", text: "done" }]
      : wordsOf(text).map((q) => ({ type: "tool_use", id: this.#id("toolu"), name: "look", input: { q } }));
    const usage = { input_tokens: 10, output_tokens: 5 };
    const head = {
      id: this.#id("msg"),
      type: "message",
      role: "assistant",
      model: body["model"],
      stop_sequence: null,
    };
    const stop_reason = isResult ? "end_turn" : "tool_use";
    const events = [
      named({
        type: "message_start",
        message: { ...head, content: [], stop_reason: null, usage: { input_tokens: 10, output_tokens: 1 } },
      }),
      ...blocks.flatMap((block, index) => [
        named({
          type: "content_block_start",
          index,
          content_block: { ...block, ...(block["text"] ? { text: "" } : { input: {} }) },
        }),
        ...(block["text"]
          ? [named({ type: "content_block_delta", index, delta: { type: "text_delta", text: "done" } })]
          : ['{"q":', `${JSON.stringify(block["input"].q)}}`].map((partial_json) =>
              named({
                type: "content_block_delta",
                index,
                delta: { type: "input_json_delta", partial_json },
              }),
            )),
        named({ type: "content_block_stop", index }),
      ]),
      named({
        type: "message_delta",
        delta: { stop_reason, stop_sequence: null },
        usage: { output_tokens: 5 },
      }),
      named({ type: "message_stop" }),
    ];
    return { whole: { ...head, content: blocks, stop_reason, usage }, events };
  }
}

interface Parts {
  readonly whole: Json;
  readonly events: readonly string[];
}

function wordsOf(text: unknown): string[] {
  const content = Array.isArray(text) ? text.map((part: Json) => part["text"] ?? "").join(" ") : String(text);
  return content.split(" ").filter(Boolean);
}

function sse(data: Json, event?: string): string {
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

function named(data: Json): string {
  return sse(data, String(data["type"]));
}

function json(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
