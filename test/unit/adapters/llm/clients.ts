import Anthropic from "@anthropic-ai/sdk";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import OpenAI from "openai";
import type { Fetch } from "../../../../src/adapters/llm/index.ts";

/** Runs what the tool `look` does for a call. */
export type Look = (callId: string, q: string) => Promise<string>;

/** A conversation: asks until the model has answered, runs its tool calls; what the program saw. */
export type Flow = (options: {
  readonly url: string;
  readonly fetch: Fetch;
  readonly model: string;
  readonly question: string;
  readonly look: Look;
}) => Promise<unknown>;

type FunctionCall = OpenAI.Responses.ResponseFunctionToolCall;

// It would warn of each model that it does not know.
(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;

const KEY = { apiKey: "not-a-key" };
const SCHEMA = { type: "object", properties: { q: { type: "string" } }, required: ["q"] } as const;

async function openAiChat({ url, fetch, model, question, look }: Parameters<Flow>[0], stream: boolean) {
  const client = new OpenAI({ ...KEY, baseURL: `${url}/v1`, fetch, maxRetries: 2 });
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: question }];
  const tools = [{ type: "function" as const, function: { name: "look", parameters: SCHEMA } }];
  const seen: unknown[] = [];
  for (;;) {
    const message = stream
      ? await client.chat.completions.stream({ model, messages, tools }).finalMessage()
      : (await client.chat.completions.create({ model, messages, tools })).choices[0]!.message;
    seen.push(message);
    messages.push(message);
    if (!message.tool_calls?.length) return seen;
    for (const call of message.tool_calls) {
      if (call.type !== "function") continue;
      const content = await look(call.id, JSON.parse(call.function.arguments).q);
      messages.push({ role: "tool", tool_call_id: call.id, content });
    }
  }
}

async function openAiResponses({ url, fetch, model, question, look }: Parameters<Flow>[0], stream: boolean) {
  const client = new OpenAI({ ...KEY, baseURL: `${url}/v1`, fetch, maxRetries: 2 });
  const tools = [{ type: "function" as const, name: "look", parameters: SCHEMA, strict: false }];
  const seen: unknown[] = [];
  let input: OpenAI.Responses.ResponseInput = [{ role: "user", content: question }];
  let previous: string | undefined;
  for (;;) {
    const asked = { model, input, tools, ...(previous !== undefined && { previous_response_id: previous }) };
    const response = stream
      ? await client.responses.stream(asked).finalResponse()
      : await client.responses.create(asked);
    seen.push(response.output);
    previous = response.id;
    const calls = response.output.filter((item) => item.type === "function_call") as FunctionCall[];
    if (calls.length === 0) return seen;
    input = [];
    for (const call of calls) {
      const output = await look(call.call_id, JSON.parse(call.arguments).q);
      input.push({ type: "function_call_output", call_id: call.call_id, output });
    }
  }
}

async function anthropic({ url, fetch, model, question, look }: Parameters<Flow>[0], stream: boolean) {
  const client = new Anthropic({ ...KEY, baseURL: url, fetch, maxRetries: 2 });
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: question }];
  const tools = [{ name: "look", input_schema: SCHEMA as any }];
  const seen: unknown[] = [];
  for (;;) {
    const asked = { model, max_tokens: 100, messages, tools };
    const message = stream
      ? await client.messages.stream(asked).finalMessage()
      : await client.messages.create(asked);
    seen.push(message.content);
    messages.push({ role: "assistant", content: message.content });
    const calls = message.content.filter((block) => block.type === "tool_use");
    if (calls.length === 0) return seen;
    const content: Anthropic.ToolResultBlockParam[] = [];
    for (const call of calls) {
      const result = await look(call.id, (call.input as { q: string }).q);
      content.push({ type: "tool_result", tool_use_id: call.id, content: result });
    }
    messages.push({ role: "user", content });
  }
}

async function aiSdk(
  { model, question, look }: Parameters<Flow>[0],
  provider: (id: string) => any,
  stream: boolean,
) {
  const options = {
    model: provider(model),
    prompt: question,
    tools: {
      look: tool({
        inputSchema: jsonSchema<{ q: string }>(SCHEMA as any),
        execute: ({ q }, { toolCallId }) => look(toolCallId, q),
      }),
    },
    stopWhen: stepCountIs(5),
    maxRetries: 2,
  };
  if (!stream) {
    const { steps } = await generateText(options);
    return steps.map(({ text, toolCalls, toolResults }) => ({ text, toolCalls, toolResults }));
  }
  const result = streamText(options);
  let text = "";
  for await (const part of result.textStream) text += part;
  return [text, (await result.steps).map(({ toolCalls, toolResults }) => ({ toolCalls, toolResults }))];
}

/** Every client, with answers in one piece and in parts. */
export const FLOWS: Readonly<Record<string, Flow>> = {
  "openai, chat": (options) => openAiChat(options, false),
  "openai, chat in parts": (options) => openAiChat(options, true),
  "openai, responses": (options) => openAiResponses(options, false),
  "openai, responses in parts": (options) => openAiResponses(options, true),
  "anthropic, messages": (options) => anthropic(options, false),
  "anthropic, messages in parts": (options) => anthropic(options, true),
  "ai with openai": (options) => aiSdk(options, (id) => openAi(options).chat(id), false),
  "ai with openai, in parts": (options) => aiSdk(options, (id) => openAi(options).chat(id), true),
  "ai with openai responses, in parts": (options) =>
    aiSdk(options, (id) => openAi(options).responses(id), true),
  "ai with anthropic": (options) => aiSdk(options, claude(options), false),
  "ai with anthropic, in parts": (options) => aiSdk(options, claude(options), true),
};

function openAi({ url, fetch }: Parameters<Flow>[0]) {
  return createOpenAI({ ...KEY, baseURL: `${url}/v1`, fetch });
}

function claude({ url, fetch }: Parameters<Flow>[0]) {
  return createAnthropic({ ...KEY, baseURL: `${url}/v1`, fetch });
}
