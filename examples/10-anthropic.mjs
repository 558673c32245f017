// The Anthropic client as a source, and the question that a log does not answer: what did the model say
// because of which tool? Run after `npm run build`: node examples/10-anthropic.mjs
import Anthropic from "@anthropic-ai/sdk";
import { StreamProcessor } from "tsrapide";
import { drawText } from "tsrapide/draw";
import { LLMEventAdapter } from "tsrapide/llm";
import { startModel } from "./local-model.mjs";

const model = await startModel([[{ tool: "stock", arguments: { of: "tea" } }], "We have 7 packets of tea."]);
const llm = new LLMEventAdapter("llm", {
  clock: { now: () => 0, setTimeout: () => 0, clearTimeout: () => {} },
});
const processor = new StreamProcessor();
processor.addSource("llm", llm);
const run = processor.run();

const client = new Anthropic({ apiKey: "none", baseURL: model.url, fetch: llm.fetch() });
/** @type {any[]} */
const messages = [{ role: "user", content: "How much tea is there?" }];
for (;;) {
  const { content } = await client.messages.create({ model: "local", max_tokens: 100, messages });
  messages.push({ role: "assistant", content });
  const calls = content.filter((block) => block.type === "tool_use");
  if (calls.length === 0) break;
  const results = await Promise.all(
    calls.map(async ({ id }) => ({
      type: "tool_result",
      tool_use_id: id,
      content: await llm.withToolCall(id, async () => "7"),
    })),
  );
  messages.push({ role: "user", content: results });
}
llm.close();
model.stop();
await run;
const answer = processor.graph.events().findLast(({ name }) => name === "llm.response");
// Ids differ from run to run.
console.log(
  drawText(processor.graph.explain(/** @type {any} */ (answer))).replaceAll(/\w+-\w+\.(\d+)/g, "e$1"),
);
