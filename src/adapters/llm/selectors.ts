import { type Select, selectBy } from "../select-by.ts";

/**
 * Selectors for what a program asks of models, for `watch` and constraints. Each takes the values of what
 * such events are told apart by: the names of tools, say. None means any.
 */
export const llm: {
  /** By model. */
  readonly request: Select;
  readonly retry: Select;
  readonly response: Select;
  /** By the name of the tool. */
  readonly toolCall: Select;
  /** By the id of the call, as the next two. */
  readonly toolRun: Select;
  readonly toolResult: Select;
  readonly toolRefused: Select;
  /** By kind: http, network, aborted, truncated, mid-stream, unreadable. */
  readonly error: Select;
} = {
  request: selectBy("llm.request", "model"),
  retry: selectBy("llm.retry", "model"),
  response: selectBy("llm.response", "model"),
  toolCall: selectBy("llm.tool_call", "tool"),
  toolRun: selectBy("llm.tool_run", "callId"),
  toolResult: selectBy("llm.tool_result", "callId"),
  toolRefused: selectBy("llm.tool_refused", "callId"),
  error: selectBy("llm.error", "kind"),
};
