import { type CausalEvent, type Selector, where } from "../../index.ts";

/** Takes an event if what it is about is one of `values`; any, where there are none. */
type Select = (...values: readonly string[]) => Selector<CausalEvent<any>>;

function by(name: string, field: string): Select {
  return (...values) => {
    const any = values.length === 0;
    const selector = where(name, ({ data }) => any || values.includes(data[field]));
    return { ...selector, label: any ? undefined : values.join("|") };
  };
}

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
  toolCall: by("mcp.tool_call", "tool"),
  toolResult: by("mcp.tool_result", "tool"),
  callRefused: by("mcp.call_refused", "tool"),
  progress: by("mcp.progress", "tool"),
  cancelled: by("mcp.cancelled", "tool"),
  error: by("mcp.error", "kind"),
  resourceRead: by("mcp.resource_read", "uri"),
  resourceResult: by("mcp.resource_result", "uri"),
  promptGet: by("mcp.prompt_get", "prompt"),
  promptResult: by("mcp.prompt_result", "prompt"),
  request: by("mcp.request", "method"),
  response: by("mcp.response", "method"),
  serverRequest: by("mcp.server_request", "method"),
  clientResponse: by("mcp.client_response", "method"),
  notification: by("mcp.notification", "method"),
};
