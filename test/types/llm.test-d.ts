import Anthropic from "@anthropic-ai/sdk";
import { createOpenAI } from "@ai-sdk/openai";
import { jsonSchema, tool } from "ai";
import OpenAI from "openai";
import { precededBy, StreamProcessor } from "tsrapide";
import { llm, LLMEventAdapter } from "tsrapide/llm";
import { expectTypeOf, test } from "vitest";

test("one adapter is a fetch for every client, and a source", () => {
  const processor = new StreamProcessor();
  const adapter = new LLMEventAdapter("llm", { capture: "arguments", tell: processor });
  new OpenAI({ fetch: adapter.fetch() });
  new Anthropic({ fetch: adapter.fetch(globalThis.fetch) });
  createOpenAI({ fetch: adapter.fetch() });
  processor.addSource("llm", adapter);
  processor.enforce(precededBy({ effect: llm.toolCall("pay"), cause: llm.toolResult() }));
  // @ts-expect-error no such option
  new LLMEventAdapter("llm", { sessionOrder: true });
});

test("tools keep their types, and so does what they are run for", () => {
  const adapter = new LLMEventAdapter("llm");
  const own = {
    add: tool({ inputSchema: jsonSchema<{ a: number }>({}), execute: ({ a }) => a + 1 }),
    say: (text: string) => text,
  };
  expectTypeOf(adapter.wrapTools(own)).toEqualTypeOf<typeof own>();
  expectTypeOf(adapter.withToolCall("call", () => 7)).toEqualTypeOf<number>();
  expectTypeOf(adapter.withToolCall("call", async () => "x")).toEqualTypeOf<Promise<string>>();
});
