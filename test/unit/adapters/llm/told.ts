import { expect } from "vitest";
import { LLMEventAdapter, type LLMEventAdapterOptions } from "../../../../src/adapters/llm/index.ts";
import type { CausalEvent } from "../../../../src/index.ts";

/** Runs something with an adapter; the events that it told. */
export async function events(
  run: (adapter: LLMEventAdapter) => Promise<unknown>,
  options: LLMEventAdapterOptions = {},
): Promise<CausalEvent<any>[]> {
  const adapter = new LLMEventAdapter("llm", options);
  await run(adapter).catch(() => undefined);
  adapter.close();
  const all: CausalEvent<any>[] = [];
  for await (const event of adapter) all.push(event);
  expect(adapter.firstFault).toBeUndefined();
  return all;
}

/** Each event with what it is about, and its causes: short names for ids. */
export function outline(all: readonly CausalEvent<any>[]): string[] {
  const short = new Map(all.map(({ id, name }, at) => [id, `${name.replace("llm.", "")}${at}`]));
  return all.map(({ id, causes }) =>
    `${short.get(id)} < ${causes.map((each) => short.get(each) ?? each).join(" ")}`.trimEnd(),
  );
}

/** Sends a request, and reads what is answered: in one piece, or in parts if it is a list. */
export async function post(
  adapter: LLMEventAdapter,
  path: string,
  request: object,
  answer: object,
): Promise<void> {
  const stream = { headers: { "content-type": "text/event-stream" } };
  const base = async () =>
    Array.isArray(answer)
      ? new Response(answer.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(""), stream)
      : Response.json(answer);
  const body = JSON.stringify({ model: "m", ...request });
  await (await adapter.fetch(base)(`http://x${path}`, { method: "POST", body })).text();
}

/** Asks a model that answers with these tool calls; with a text, if there are none. */
export async function ask(
  adapter: LLMEventAdapter,
  messages: readonly object[],
  ...calls: readonly string[]
): Promise<object> {
  const tool_calls = calls.map((each) => {
    const [id, name] = each.split(" ");
    return { id, type: "function", function: { name, arguments: "{}" } };
  });
  const message = { role: "assistant", ...(calls.length > 0 ? { tool_calls } : { content: "done" }) };
  await post(adapter, "/chat/completions", { messages }, { choices: [{ message, finish_reason: "stop" }] });
  return message;
}

export const QUESTION = { role: "user", content: "?" };
export const resultOf = (id: string): object => ({ role: "tool", tool_call_id: id, content: "!" });
