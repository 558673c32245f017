import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from "@modelcontextprotocol/client";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as HttpV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { InMemoryTransport as MemoryV1 } from "@modelcontextprotocol/sdk/inMemory.js";
import { Server as ServerV1 } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import {
  CallToolRequestSchema,
  CreateMessageRequestSchema,
  CreateMessageResultSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { createMcpHandler, inputRequired, Server as ServerV2 } from "@modelcontextprotocol/server";

/** What is used of the clients of both lines. */
export interface AnyClient {
  connect(transport: any): Promise<void>;
  close(): Promise<void>;
  ping(): Promise<unknown>;
  call(tool: string, args?: Record<string, unknown>, options?: CallOptions): Promise<any>;
  /** The client itself: what a user hands to the adapter. */
  readonly client: any;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeout?: number;
  readonly onprogress?: (progress: { progress: number }) => void;
}

export type Sampling = (prompt: string) => Promise<string> | string;

const WHO = { name: "tester", version: "1.0.0" };
const message = (text: string): any => ({
  role: "assistant",
  model: "none",
  content: { type: "text", text },
});
const promptOf = (request: any): string => request.params.messages[0].content.text;

/** A client of the 1.x line. */
export function clientV1(sampling: Sampling = (prompt) => `re: ${prompt}`): AnyClient {
  const client = new ClientV1(WHO, { capabilities: { sampling: {} } });
  client.setRequestHandler(CreateMessageRequestSchema, async (request) =>
    message(await sampling(promptOf(request))),
  );
  return {
    client,
    connect: (transport) => client.connect(transport),
    close: () => client.close(),
    ping: () => client.ping(),
    call: (name, args = {}, options) => client.callTool({ name, arguments: args }, undefined, options),
  };
}

/** A client of the 2.x line; `modern` speaks revision 2026-07-28 of the protocol only. */
export function clientV2(
  sampling: Sampling = (prompt) => `re: ${prompt}`,
  { modern = false }: { modern?: boolean } = {},
): AnyClient {
  const client = new ClientV2(WHO, {
    capabilities: { sampling: {} },
    ...(modern ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {}),
  });
  client.setRequestHandler("sampling/createMessage", async (request: any) =>
    message(await sampling(promptOf(request))),
  );
  return {
    client,
    connect: (transport) => client.connect(transport),
    close: () => client.close(),
    ping: () => client.ping(),
    call: (name, args = {}, options) => client.callTool({ name, arguments: args }, options),
  };
}

/** How a server asks its client back, and tells of progress, while it serves a call. */
interface Calling {
  ask(prompt: string): Promise<string>;
  progress(progress: number, total: number): Promise<void>;
  readonly signal: AbortSignal;
}

const text = (content: string, more: object = {}): object => ({
  content: [{ type: "text", text: content }],
  ...more,
});

/** The tools of the servers here. */
async function serve(tool: string, args: Record<string, any>, calling: Calling): Promise<any> {
  if (tool === "echo") return text(String(args["message"]));
  if (tool === "fail") return text("it failed", { isError: true });
  if (tool === "ask") return text(await calling.ask(String(args["prompt"])));
  if (tool === "steps") {
    for (let step = 1; step <= args["steps"]; step++) await calling.progress(step, args["steps"]);
    return text("done");
  }
  if (tool === "hang") {
    await calling.progress(1, 2);
    await new Promise((resolve) => calling.signal.addEventListener("abort", resolve));
    await calling.progress(2, 2).catch(() => {});
    return text("too late");
  }
  throw Object.assign(new Error(`no tool ${tool}`), { code: -32602 });
}

export function serverV1(): ServerV1 {
  const server = new ServerV1({ name: "fixture", version: "1.2.3" }, { capabilities: { tools: {} } });
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) => {
    const progressToken = extra._meta?.progressToken;
    return serve(params.name, params.arguments ?? {}, {
      signal: extra.signal,
      ask: async (prompt) => {
        const asked = {
          messages: [{ role: "user" as const, content: { type: "text" as const, text: prompt } }],
          maxTokens: 9,
        };
        const answer = await extra.sendRequest(
          { method: "sampling/createMessage", params: asked },
          CreateMessageResultSchema,
        );
        return (answer.content as { text: string }).text;
      },
      progress: async (progress, total) => {
        if (progressToken !== undefined)
          await extra.sendNotification({
            method: "notifications/progress",
            params: { progressToken, progress, total },
          });
      },
    });
  });
  return server;
}

/** A server of the 2.x line; what it asks back it asks in the way of the latest protocol. */
function serverV2(): ServerV2 {
  const server = new ServerV2({ name: "fixture", version: "2.3.4" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/call", async ({ params }: any, ctx: any) => {
    const { name, arguments: args = {} } = params;
    if (name === "ask") {
      const answered = ctx.mcpReq.inputResponses?.answer;
      if (answered !== undefined) return text(answered.content.text);
      const content = { type: "text", text: String(args.prompt) };
      return inputRequired({
        requestState: `state of ${args.prompt}`,
        inputRequests: {
          answer: {
            method: "sampling/createMessage",
            params: { messages: [{ role: "user", content }], maxTokens: 9 },
          } as any,
        },
      });
    }
    const progressToken = ctx.mcpReq._meta?.progressToken;
    return serve(name, args, {
      signal: ctx.mcpReq.signal,
      ask: () => Promise.reject(new Error("not in this revision")),
      progress: async (progress, total) => {
        if (progressToken !== undefined)
          await ctx.mcpReq.notify({
            method: "notifications/progress",
            params: { progressToken, progress, total },
          });
      },
    });
  });
  return server;
}

/** Where a client connects to: a transport for each connection, and what ends the servers. */
export interface Site {
  transport(): any;
  end(): Promise<void>;
}

/** A server in the process, without a wire. */
export function inMemory(): Site {
  const servers: ServerV1[] = [];
  return {
    transport() {
      const [ours, theirs] = MemoryV1.createLinkedPair();
      const server = serverV1();
      servers.push(server);
      void server.connect(theirs);
      return ours;
    },
    end: async () => {
      for (const server of servers) await server.close();
    },
  };
}

/** A server of the 1.x line behind streamable HTTP, a session for each client. */
export async function overHttp(line: "v1" | "v2"): Promise<Site> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  return listening(line, async (request, response) => {
    const known = sessions.get(String(request.headers["mcp-session-id"]));
    if (known !== undefined) return known.handleRequest(request, response);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, transport),
    });
    await serverV1().connect(transport);
    return transport.handleRequest(request, response);
  });
}

/** A server of the 2.x line that speaks revision 2026-07-28: no session, a stream for each request. */
export function overModernHttp(): Promise<Site> {
  return listening("v2", toNodeHandler(createMcpHandler(() => serverV2())));
}

async function listening(
  line: "v1" | "v2",
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Site> {
  const http = createServer((request, response) => void handle(request, response));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const url = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`);
  return {
    transport: () => (line === "v1" ? new HttpV1(url) : new HttpV2(url)),
    end: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
}
