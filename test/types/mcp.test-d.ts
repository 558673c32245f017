import type {
  Client as ClientV2,
  StreamableHTTPClientTransport as HttpV2,
} from "@modelcontextprotocol/client";
import type { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";
import type { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import type { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { StreamableHTTPClientTransport as HttpV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { precededBy, StreamProcessor, typed } from "tsrapide";
import { withCause } from "tsrapide/context";
import { mcp, MCPEventAdapter } from "tsrapide/mcp";
import { expectTypeOf, test } from "vitest";

declare const v1: ClientV1;
declare const v2: ClientV2;
declare const transports: [StdioV1, HttpV1, StdioV2, HttpV2];

test("an adapter takes the clients and transports of both SDKs as they are", () => {
  new MCPEventAdapter("files", v1);
  new MCPEventAdapter("files", v2);
  for (const transport of transports) new MCPEventAdapter("files", transport);
  // @ts-expect-error neither a client nor a transport
  new MCPEventAdapter("files", { call() {} });
  // @ts-expect-error no such level
  new MCPEventAdapter("files", v1, { capture: "everything" });
});

test("it is a source, and a processor guards it", () => {
  const processor = new StreamProcessor();
  processor.addSource("files", new MCPEventAdapter("files", v1, { guard: { by: processor } }));
  const ours = new (typed<{ "App.task": { size: number } }>().StreamProcessor)();
  new MCPEventAdapter("files", v2, { guard: { by: ours, mode: "open" } });
  processor.enforce(precededBy({ effect: mcp.toolCall("write_file"), cause: mcp.toolResult() }));
});

test("withCause gives back what it runs", () => {
  expectTypeOf(withCause("id", () => 7)).toEqualTypeOf<number>();
  expectTypeOf(withCause([{ id: "a" }, "b"], async () => "x")).toEqualTypeOf<Promise<string>>();
  // @ts-expect-error no id
  withCause({ name: "x" }, () => 7);
});
