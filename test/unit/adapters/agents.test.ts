import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LLMEventAdapter } from "../../../src/adapters/llm/index.ts";
import { MCPEventAdapter } from "../../../src/adapters/mcp/index.ts";
import { withCause } from "../../../src/context/index.ts";
import { type CausalEvent, precededBy, StreamProcessor } from "../../../src/index.ts";
import { FLOWS } from "./llm/clients.ts";
import { ModelServer } from "./llm/model-server.ts";

let model: ModelServer;
beforeAll(async () => {
  model = await ModelServer.start();
});
afterAll(() => model.stop());

const AGENTS = 20;

it("twenty agents share a model and an MCP server: each is one chain, and no link leads to another", async () => {
  const server = new Server({ name: "words", version: "1" }, { capabilities: { tools: {} } });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const q = String(params.arguments?.["q"]);
    // Answers come in another order than the calls.
    await new Promise((resolve) => setTimeout(resolve, q.length % 3));
    return { content: [{ type: "text", text: `${q}!` }] };
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);

  const processor = new StreamProcessor();
  const events: CausalEvent<any>[] = [];
  processor.onEvent((event) => void events.push(event));
  // The guard has to know why each call is made, at once, in twenty runs side by side.
  processor.enforce(precededBy({ effect: "mcp.tool_call", cause: "llm.tool_call", name: "asked_for" }));
  const client = new Client({ name: "agents", version: "1" });
  const llm = new LLMEventAdapter("llm", { tell: processor });
  processor.addSource("llm", llm);
  processor.addSource("mcp", new MCPEventAdapter("mcp", client, { guard: { by: processor } }));
  const run = processor.run();
  await client.connect(near);

  const flows = Object.values(FLOWS);
  await Promise.all(
    Array.from({ length: AGENTS }, async (_, at) => {
      const task = { id: `task${at}`, name: "Agent.task" };
      await processor.tell(task);
      const look = (id: string, q: string) =>
        llm.withToolCall(id, async () => {
          const result: any = await client.callTool({ name: "look", arguments: { q } });
          expect(result.isError).toBeUndefined();
          return result.content[0].text as string;
        });
      const options = { url: model.url, fetch: llm.fetch(), model: "well", question: `a${at} bb${at}`, look };
      await withCause(task, () => flows[at % flows.length]!(options));
    }),
  );
  await client.close();
  llm.close();
  const { violations, events: counts } = await run;
  expect(violations).toEqual([]);
  expect(counts).toMatchObject({ missingCauses: 0, rejected: 0 });

  // The tasks that an event's past leads to: of what an agent did, one.
  const tasks = new Map<string, Set<string>>();
  for (const { id, name, causes } of events)
    tasks.set(
      id,
      new Set(name === "Agent.task" ? [id] : causes.flatMap((each) => [...(tasks.get(each) ?? [])])),
    );
  const ofAgents = events.filter(({ name }) => name.startsWith("llm.") || name.startsWith("mcp.tool_"));
  expect(ofAgents.filter(({ id }) => tasks.get(id)!.size !== 1)).toEqual([]);
  const byId = new Map(events.map((event) => [event.id, event]));
  const causesOf = (event: CausalEvent<any>) => event.causes.map((id) => byId.get(id)!.name).toSorted();
  for (let at = 0; at < AGENTS; at++) {
    const own = ofAgents.filter(({ id }) => tasks.get(id)!.has(`task${at}`));
    // Asked, two calls, each run, made, answered and brought back, answered.
    expect(own).toHaveLength(2 + 2 + 2 * 5);
    const named = (name: string) => own.filter((event) => event.name === name);
    for (const call of named("mcp.tool_call"))
      expect(causesOf(call)).toEqual(["llm.tool_run", "mcp.connect"]);
    for (const result of named("llm.tool_result"))
      expect(causesOf(result)).toEqual(["llm.tool_run", "mcp.tool_result"]);
    expect(causesOf(named("llm.request")[1]!).filter((name) => name !== "llm.response")).toEqual(
      expect.arrayContaining(["llm.tool_result", "llm.tool_result"]),
    );
  }
});
