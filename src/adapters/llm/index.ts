// What is asked of language models as a source of causal events.
export { LLMEventAdapter, type LLMEventAdapterOptions } from "./adapter.ts";
export { llm } from "./selectors.ts";
export type { Capture, CaptureOptions } from "../capture.ts";
export type { Fetch } from "./asked.ts";
