// The AI SDK as a source: its tools are wrapped, so that what they do is caused by the call they are made
// for. Run after `npm run build`: node examples/11-ai-sdk.mjs
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, stepCountIs, tool } from "ai";
import { StreamProcessor } from "tsrapide";
import { currentCauses } from "tsrapide/context";
import { LLMEventAdapter } from "tsrapide/llm";
import { startModel } from "./local-model.mjs";

const model = await startModel([[{ tool: "look_up", arguments: { word: "causal" } }], "It is about causes."]);
const processor = new StreamProcessor();
const llm = new LLMEventAdapter("llm", { tell: processor });
processor.addSource("llm", llm);
const run = processor.run();

const tools = llm.wrapTools({
  look_up: tool({
    inputSchema: jsonSchema({ type: "object", properties: { word: { type: "string" } } }),
    execute: async () => {
      // Whatever an adapter sees sent in here, an MCP call say, is caused by this run of the tool.
      const [cause] = currentCauses();
      console.log("in the tool, because of an", processor.graph.get(cause ?? "")?.name ?? "event under way");
      return "of causes";
    },
  }),
});
const openai = createOpenAI({ apiKey: "none", baseURL: `${model.url}/v1`, fetch: llm.fetch() });
const { text } = await generateText({
  model: openai.chat("local"),
  prompt: "What does causal mean?",
  tools,
  stopWhen: stepCountIs(3),
});
console.log(text);
llm.close();
model.stop();
const { events } = await run;
const { roots, cut } = processor.graph.rootCauses(/** @type {any} */ (processor.graph.events().at(-1)));
console.log(
  `${events.admitted} events, all because of ${roots.map(({ name }) => name).join()}; unknown: ${cut.length}`,
);
