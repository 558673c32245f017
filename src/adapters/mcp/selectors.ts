import { type Select, selectBy } from "../select-by.ts";

/**
 * Selectors for the events of MCP connections, for `watch` and constraints. Each takes the values of
 * what such events are told apart by: the names of tools, say. None means any.
 *
 * @example precededBy({ effect: mcp.toolCall("write_file", "edit_file"), cause: mcp.toolResult("read_file") })
 */
export const mcp: {
  readonly toolCall: Select;
  /** What a tool answered; `data.isError` says whether it failed. */
  readonly toolResult: Select;
  /** A call that a guard did not let through. */
  readonly callRefused: Select;
  readonly progress: Select;
  readonly cancelled: Select;
  /** By kind: rpc, send, transport, connection-closed, orphan. */
  readonly error: Select;
  /** By URI. */
  readonly resourceRead: Select;
  readonly resourceResult: Select;
  /** By the name of the prompt. */
  readonly promptGet: Select;
  readonly promptResult: Select;
  /** Other requests of the client, by method. */
  readonly request: Select;
  readonly response: Select;
  /** What the server asks of the client, by method. */
  readonly serverRequest: Select;
  readonly clientResponse: Select;
  readonly notification: Select;
} = {
  toolCall: selectBy("mcp.tool_call", "tool"),
  toolResult: selectBy("mcp.tool_result", "tool"),
  callRefused: selectBy("mcp.call_refused", "tool"),
  progress: selectBy("mcp.progress", "tool"),
  cancelled: selectBy("mcp.cancelled", "tool"),
  error: selectBy("mcp.error", "kind"),
  resourceRead: selectBy("mcp.resource_read", "uri"),
  resourceResult: selectBy("mcp.resource_result", "uri"),
  promptGet: selectBy("mcp.prompt_get", "prompt"),
  promptResult: selectBy("mcp.prompt_result", "prompt"),
  request: selectBy("mcp.request", "method"),
  response: selectBy("mcp.response", "method"),
  serverRequest: selectBy("mcp.server_request", "method"),
  clientResponse: selectBy("mcp.client_response", "method"),
  notification: selectBy("mcp.notification", "method"),
};
