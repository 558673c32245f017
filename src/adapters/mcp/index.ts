// An MCP client as a source of causal events.
export { MCPEventAdapter, type MCPEventAdapterOptions } from "./adapter.ts";
export { mcp } from "./selectors.ts";
export type { Capture, CaptureOptions } from "../capture.ts";
export type { Decider, GuardOptions } from "./guard.ts";
export type { ClientLike, TransportLike } from "./transport.ts";
