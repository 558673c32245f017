// The OpenAI client as a source: what was asked, what the model wanted, what came of it.
// Run after `npm run build`: node examples/09-openai.mjs
import OpenAI from "openai";
import { mustMatch, StreamProcessor } from "tsrapide";
import { LLMEventAdapter } from "tsrapide/llm";
import { startModel } from "./local-model.mjs";

const model = await startModel([
  [
    { tool: "weather", arguments: { city: "Oslo" } },
    { tool: "weather", arguments: { city: "Rome" } },
  ],
  "Rome is warmer.",
]);

const llm = new LLMEventAdapter("llm");
const processor = new StreamProcessor();
processor.addSource("llm", llm);
processor.enforce(
  mustMatch({ trigger: "llm.tool_call", response: "llm.tool_result", name: "every_tool_call_is_run" }),
);
processor.onEvent(({ name, data }) =>
  console.log(`${name} ${data.tool ?? data.finish ?? data.toolResults ?? ""}`.trim()),
);
processor.onViolation(({ message }) => console.log("VIOLATION", message.replaceAll(/ "\S+"/g, "")));
const run = processor.run();

// This one option is all that changes in a program that uses the client.
const client = new OpenAI({ apiKey: "none", baseURL: `${model.url}/v1`, fetch: llm.fetch() });

/** @type {any[]} */
const messages = [{ role: "user", content: "Where is it warmer, Oslo or Rome?" }];
for (;;) {
  const { choices } = await client.chat.completions.create({ model: "local", messages });
  const message = /** @type {any} */ (choices[0]).message;
  messages.push(message);
  if (message.tool_calls === undefined) break;
  for (const call of message.tool_calls) {
    // Forgets Rome, as programs do.
    const content = call.id === "call_2" ? "sorry" : await llm.withToolCall(call.id, async () => "4 °C");
    messages.push({ role: "tool", tool_call_id: call.id, content });
  }
}
llm.close();
model.stop();
await run;
