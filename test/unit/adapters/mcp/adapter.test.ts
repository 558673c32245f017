import { setTimeout } from "node:timers/promises";
import { StreamProcessor } from "tsrapide";
import { CauseScope, currentCauses, withCause } from "tsrapide/context";
import { mcp, MCPEventAdapter } from "tsrapide/mcp";
import { sourceConformance } from "tsrapide/testing";
import { afterEach, describe, expect, it } from "vitest";
import { eventsOf, graph, outline } from "./outline.ts";
import {
  type AnyClient,
  clientV1,
  clientV2,
  inMemory,
  overHttp,
  overModernHttp,
  type Sampling,
  type Site,
} from "./sdks.ts";

/** Ways to talk, and whether a server's question says on which call's behalf it is asked. */
const LINES = {
  "SDK 1.x, in memory": { client: clientV1, site: async () => inMemory(), asks: "connect (connection)" },
  "SDK 2.x, in memory": { client: clientV2, site: async () => inMemory(), asks: "connect (connection)" },
  "SDK 1.x, HTTP": { client: clientV1, site: () => overHttp("v1"), asks: "tool_call ask #2 (stream)" },
  "SDK 2.x, HTTP": { client: clientV2, site: () => overHttp("v2"), asks: "tool_call ask #2 (stream)" },
} as const;

const modern = (sampling?: Sampling): AnyClient => clientV2(sampling, { modern: true });

const sites: Site[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.end();
});

async function opened(make: () => Promise<Site>): Promise<Site> {
  const site = await make();
  sites.push(site);
  return site;
}

/** Everything that can become of a call, one after the other; what the caller saw. */
async function flow(client: AnyClient): Promise<unknown[]> {
  const seen: unknown[] = [];
  const attempt = async (call: Promise<unknown>): Promise<void> => {
    seen.push(
      await call.catch((error: Error & { code?: unknown }) => [error.name, error.code, error.message]),
    );
  };
  const onprogress = ({ progress }: { progress: number }): void => void seen.push(progress);
  await attempt(client.call("echo", { message: "hello" }));
  await attempt(client.call("ask", { prompt: "why" }));
  await attempt(client.call("fail"));
  await attempt(client.call("steps", { steps: 3 }, { onprogress }));
  await attempt(client.call("none"));
  const abort = new AbortController();
  const stop = (): void => abort.abort("enough");
  await attempt(client.call("hang", {}, { signal: abort.signal, onprogress: stop }));
  await attempt(client.call("hang", {}, { timeout: 50 }));
  await attempt(Promise.all(["a", "b", "c"].map((message) => client.call("echo", { message }))));
  return seen;
}

describe.each(Object.entries(LINES))("%s", (_, { client: makeClient, site: makeSite, asks }) => {
  it("tells what happened, and why", async () => {
    const site = await opened(makeSite);
    const client = makeClient();
    const events = eventsOf(new MCPEventAdapter("s", client.client));
    await client.connect(site.transport());
    await flow(client);
    await client.close();
    const told = outline(await events).filter((line) => !line.startsWith("progress hang"));
    expect(told).toEqual([
      "connect <- ",
      "notification notifications/initialized <- connect (connection)",
      "tool_call echo #1 <- connect (connection)",
      "tool_result echo #1 <- tool_call echo #1 (id)",
      "tool_call ask #2 <- connect (connection)",
      `server_request sampling/createMessage #0 <- ${asks}`,
      "client_response sampling/createMessage #0 <- server_request sampling/createMessage #0 (id)",
      "tool_result ask #2 <- tool_call ask #2 (id)",
      "tool_call fail #3 <- connect (connection)",
      "tool_result fail #3 <- tool_call fail #3 (id)",
      "tool_call steps #4 <- connect (connection)",
      "progress steps #4 1/3 <- tool_call steps #4 (progressToken)",
      "progress steps #4 2/3 <- progress steps #4 1/3 (progressToken)",
      "progress steps #4 3/3 <- progress steps #4 2/3 (progressToken)",
      "tool_result steps #4 <- tool_call steps #4 (id), progress steps #4 3/3 (progressToken)",
      "tool_call none #5 <- connect (connection)",
      "error none #5 rpc <- tool_call none #5 (id)",
      "tool_call hang #6 <- connect (connection)",
      // The handler that aborts acts because of the progress it was told of.
      "cancelled hang #6 <- progress hang #6 1/2 (requestId)",
      "tool_call hang #7 <- connect (connection)",
      "cancelled hang #7 <- tool_call hang #7 (requestId)",
      "tool_call echo #8 <- connect (connection)",
      "tool_call echo #9 <- connect (connection)",
      "tool_call echo #10 <- connect (connection)",
      "tool_result echo #8 <- tool_call echo #8 (id)",
      "tool_result echo #9 <- tool_call echo #9 (id)",
      "tool_result echo #10 <- tool_call echo #10 (id)",
      "disconnect <- connect (connection)",
    ]);
  });

  it("changes nothing of what the client sees", async () => {
    const site = await opened(makeSite);
    const plain = makeClient();
    await plain.connect(site.transport());
    const without = await flow(plain);
    await plain.close();
    const watched = makeClient();
    const adapter = new MCPEventAdapter("s", watched.client, { capture: "all", sessionOrder: true });
    void eventsOf(adapter);
    await watched.connect(site.transport());
    expect(await flow(watched)).toEqual(without);
    await watched.close();
  });

  it("takes up a connection that is open, and one that is a bare transport", async () => {
    const site = await opened(makeSite);
    const client = makeClient();
    await client.connect(site.transport());
    await client.call("echo", { message: "unseen" });
    const late = eventsOf(new MCPEventAdapter("late", client.client));
    await client.call("ask", { prompt: "why" });
    await client.close();
    const [connect, ...rest] = await late;
    expect(connect?.data).toMatchObject({ server: "fixture", version: "1.2.3", late: true });
    expect(outline(rest)[0]).toMatch(/^tool_call ask #2 <- /);
    expect(rest.map(({ name }) => name)).toEqual([
      "mcp.tool_call",
      "mcp.server_request",
      "mcp.client_response",
      "mcp.tool_result",
      "mcp.disconnect",
    ]);
    const other = makeClient();
    const transport = site.transport();
    const bare = eventsOf(new MCPEventAdapter("bare", transport));
    await other.connect(transport);
    await other.close();
    expect((await bare).map(({ name }) => name)).toEqual([
      "mcp.connect",
      "mcp.notification",
      "mcp.disconnect",
    ]);
  });

  it("carries what a client acts because of, from a call to its end and into its handlers", async () => {
    const site = await opened(makeSite);
    const inHandler: (readonly string[])[] = [];
    const client: AnyClient = makeClient(async (prompt): Promise<string> => {
      inHandler.push(currentCauses());
      // The handler makes a call of its own: what it answers comes of that.
      await client.call("echo", { message: prompt });
      return "answer";
    });
    const events = eventsOf(new MCPEventAdapter("s", client.client));
    await withCause("who connects", () => client.connect(site.transport()));
    const first = new CauseScope("task");
    await first.run(() => client.call("ask", { prompt: "why" }));
    await withCause(first.outcomes, () => client.call("echo", { message: "next" }));
    await client.close();
    const all = await events;
    const told = outline(all).filter((line) => !/^(notification|disconnect)/.test(line));
    expect(told).toEqual([
      "connect <- who connects (context)",
      "tool_call ask #1 <- connect (connection), task (context)",
      `server_request sampling/createMessage #0 <- ${asks.replace("#2", "#1")}`,
      "tool_call echo #2 <- server_request sampling/createMessage #0 (context)",
      "tool_result echo #2 <- tool_call echo #2 (id)",
      "client_response sampling/createMessage #0 <- server_request sampling/createMessage #0 (id), tool_result echo #2 (context)",
      "tool_result ask #1 <- tool_call ask #1 (id)",
      "tool_call echo #3 <- tool_result ask #1 (context)",
      "tool_result echo #3 <- tool_call echo #3 (id)",
    ]);
    expect(inHandler).toEqual([[all.find(({ name }) => name === "mcp.server_request")?.id]]);
  });

  it("never gets a link across twenty flows at once, though the servers ask back in all of them", async () => {
    const site = await opened(makeSite);
    const client: AnyClient = makeClient(async (prompt): Promise<string> => {
      await setTimeout(prompt.length % 4);
      return (await client.call("echo", { message: prompt })).content[0].text;
    });
    const reading = eventsOf(new MCPEventAdapter("s", client.client));
    await client.connect(site.transport());
    const names = Array.from({ length: 20 }, (_, at) => `flow-${"x".repeat(at)}${at}`);
    await Promise.all(
      names.map(async (name) => {
        let causes: readonly string[] = [name];
        for (const tool of ["echo", "ask", "steps", "echo"]) {
          const step = new CauseScope(causes);
          const options = tool === "steps" ? { onprogress: () => {} } : {};
          await step.run(() => client.call(tool, { message: name, prompt: name, steps: 2 }, options));
          expect(step.outcomes).toHaveLength(1);
          causes = step.outcomes;
        }
      }),
    );
    await client.close();
    const events = await reading;
    const flowsBefore = new Map<string, Set<string>>();
    for (const { id, causes } of events)
      flowsBefore.set(
        id,
        new Set(
          causes.flatMap((cause) => [...(flowsBefore.get(cause) ?? names.filter((name) => name === cause))]),
        ),
      );
    const ofFlows = events.filter(({ id }) => (flowsBefore.get(id) as Set<string>).size > 0);
    for (const { id } of ofFlows) expect(flowsBefore.get(id)?.size, id).toBe(1);
    for (const name of names) {
      const mine = ofFlows.filter(({ id }) => flowsBefore.get(id)?.has(name));
      expect(mine.filter((event) => event.name === "mcp.tool_result").length).toBeGreaterThanOrEqual(4);
    }
  });
});

describe("protocol revision 2026-07-28, over HTTP", () => {
  it("links a retry to the result that asked for input, and a call given up to its stream", async () => {
    const site = await opened(overModernHttp);
    const inHandler: (readonly string[])[] = [];
    const client = modern((prompt) => {
      inHandler.push(currentCauses());
      return `re: ${prompt}`;
    });
    const events = eventsOf(new MCPEventAdapter("s", client.client));
    await client.connect(site.transport());
    await withCause("task", () => client.call("ask", { prompt: "why" }));
    const abort = new AbortController();
    const stop = (): void => abort.abort("enough");
    await expect(client.call("hang", {}, { signal: abort.signal, onprogress: stop })).rejects.toThrow(
      "enough",
    );
    await client.close();
    const all = await events;
    expect(outline(all)).toEqual([
      "connect <- ",
      "tool_call ask #0 <- connect (connection), task (context)",
      "tool_result ask #0 <- tool_call ask #0 (id)",
      "tool_call ask #1 <- tool_result ask #0 (requestState), task (context)",
      "tool_result ask #1 <- tool_call ask #1 (id)",
      "tool_call hang #2 <- connect (connection)",
      "progress hang #2 1/2 <- tool_call hang #2 (progressToken)",
      "cancelled hang #2 <- progress hang #2 1/2 (requestId)",
      "disconnect <- connect (connection)",
    ]);
    expect(all.find(({ name }) => name === "mcp.cancelled")?.data.via).toBe("stream");
    expect(inHandler).toEqual([["task"]]);
  });

  it("changes nothing of what the client sees", async () => {
    const site = await opened(overModernHttp);
    const seen = [];
    for (const watched of [false, true]) {
      const client = modern();
      if (watched) void eventsOf(new MCPEventAdapter("s", client.client, { capture: "all" }));
      await client.connect(site.transport());
      seen.push(await flow(client));
      await client.close();
    }
    expect(seen[1]).toEqual(seen[0]);
  });
});

describe("a connection that is not to be had", () => {
  it("is told as what it is, and may be tried again", async () => {
    const site = await opened(() => overHttp("v1"));
    const gone = await overHttp("v1");
    const nowhere = gone.transport();
    await gone.end();
    const client = clientV1();
    const reading = eventsOf(new MCPEventAdapter("s", client.client));
    await expect(client.connect(nowhere)).rejects.toThrow();
    await client.connect(site.transport());
    await client.call("echo", { message: "there" });
    await client.close();
    const events = await reading;
    const failed = events.findIndex(({ data }) => data.kind === "send");
    expect(events[failed]?.data).toMatchObject({ method: "initialize", callId: 0 });
    expect(events.slice(failed + 1).map(({ name }) => name)).toContain("mcp.tool_result");
    expect(events.at(-1)?.name).toBe("mcp.disconnect");
  });

  it.each([clientV1, clientV2])(
    "ends the source when the client is closed after that",
    async (makeClient) => {
      const gone = await overHttp("v1");
      const nowhere = gone.transport();
      await gone.end();
      const client = makeClient();
      const processor = new StreamProcessor();
      processor.addSource("s", new MCPEventAdapter("s", client.client));
      const run = processor.run();
      await expect(client.connect(nowhere)).rejects.toThrow();
      await client.close();
      expect((await run).outcome).toBe("completed");
    },
  );

  it("is told for the calls under way when it goes", async () => {
    const site = await overHttp("v1");
    const client = clientV1();
    const events = eventsOf(new MCPEventAdapter("s", client.client));
    await client.connect(site.transport());
    const lost = client.call("hang", {}, { onprogress: () => void client.close() });
    await expect(lost).rejects.toThrow("Connection closed");
    expect(outline(await events).slice(-2)).toEqual([
      // Whoever closes it acts because of the progress it was told of, where a context is in use.
      expect.stringMatching(/^disconnect <- connect \(connection\)/),
      "error hang #1 connection-closed <- progress hang #1 1/2 (id), disconnect (connection)",
    ]);
    await site.end();
  });
});

describe("as a source", () => {
  /** A connection that has come and gone: five events. */
  async function past(): Promise<MCPEventAdapter> {
    const site = await opened(async () => inMemory());
    const client = clientV1();
    const adapter = new MCPEventAdapter("s", client.client);
    await client.connect(site.transport());
    await client.call("echo", { message: "x" });
    await client.close();
    return adapter;
  }
  const ready: MCPEventAdapter[] = [];
  it("can be made ready", async () => {
    for (let each = 0; each < 10; each++) ready.push(await past());
  });
  sourceConformance("MCPEventAdapter", () => ({ source: ready.pop()!, count: 5 }), { describe, it, expect });

  it("runs through a processor, with selectors by tool", async () => {
    const site = await opened(async () => inMemory());
    const client = clientV1();
    const processor = new StreamProcessor();
    processor.addSource("s", new MCPEventAdapter("s", client.client));
    const seen: string[] = [];
    processor.watch(mcp.toolCall("echo"), ({ data }) => void seen.push(`call ${data.arguments.message}`));
    processor.watch(mcp.toolResult(), ({ data }) => void seen.push(`result of ${data.tool}`));
    processor.watch([mcp.toolCall("fail", "echo"), mcp.toolResult("fail")], () => void seen.push("pair"));
    processor.watch(mcp.error("rpc"), ({ data }) => void seen.push(`error ${data.code}`));
    const run = processor.run();
    await client.connect(site.transport());
    await client.call("echo", { message: "hello" });
    await client.call("fail");
    await client.call("none").catch(() => {});
    await client.close();
    expect((await run).outcome).toBe("completed");
    expect(seen).toEqual(["call hello", "result of echo", "result of fail", "pair", "error -32602"]);
  });

  it("drops what finds no room, and says so as soon as there is some", async () => {
    const site = await opened(async () => inMemory());
    const client = clientV1();
    const adapter = new MCPEventAdapter("s", client.client, { capacity: 3 });
    await client.connect(site.transport());
    for (let each = 0; each < 5; each++) await client.call("echo", { message: "x" });
    expect(adapter.dropped).toBe(9);
    const reader = adapter[Symbol.asyncIterator]();
    for (let each = 0; each < 3; each++) await reader.next();
    await client.call("echo", { message: "x" });
    expect((await reader.next()).value).toMatchObject({ name: "mcp.dropped", data: { count: 9 } });
    expect((await reader.next()).value).toMatchObject({ name: "mcp.tool_call", data: { callId: 6 } });
    await client.close();
  });

  it("watches no longer once it is left, and does not keep the client from working", async () => {
    const site = await opened(async () => inMemory());
    const client = clientV1();
    const adapter = new MCPEventAdapter("s", client.client);
    await client.connect(site.transport());
    for await (const { name } of adapter) if (name === "mcp.connect") break;
    expect(await client.call("echo", { message: "x" })).toMatchObject({ content: [{ text: "x" }] });
    expect(await eventsOf(adapter)).toHaveLength(1);
    await client.close();
  });

  it("refuses what cannot be meant", () => {
    const { client } = clientV1();
    const make = (target: unknown, options?: object) => () =>
      new MCPEventAdapter("s", target as any, options);
    expect(make({})).toThrow("an MCP client or a transport is wanted");
    expect(make(undefined)).toThrow("an MCP client or a transport is wanted");
    expect(make(client, { captures: "all" })).toThrow('has no option "captures"; it takes capture, ');
    expect(make(client, { capture: "args" })).toThrow("capture is one of names, arguments, all, not args");
    expect(make(client, { maxText: -1 })).toThrow("maxText is a number");
    expect(make(client, { redact: true })).toThrow("redact is a function");
    expect(make(client, { guard: {} })).toThrow("guard.by is a StreamProcessor");
    expect(make(client, { tell: {} })).toThrow("tell is a StreamProcessor");
    expect(make(client, { guard: { by: new StreamProcessor() }, tell: new StreamProcessor() })).toThrow(
      "a guard tells its processor",
    );
    expect(make(client, { guard: { by: new StreamProcessor(), mode: "shut" } })).toThrow(
      "guard.mode is one of",
    );
  });
});

it("a fault of its own ends the source and not the program", async () => {
  const site = await opened(async () => inMemory());
  const client = clientV1();
  const adapter = new MCPEventAdapter("s", client.client, {
    clock: { now: () => Number.NaN, setTimeout: () => 0, clearTimeout: () => {} },
  });
  await client.connect(site.transport());
  expect(await client.call("echo", { message: "x" })).toMatchObject({ content: [{ text: "x" }] });
  await expect(eventsOf(adapter)).rejects.toThrow("time: expected epoch milliseconds");
  await client.close();
});

it("a fault of its own leaves a closed guard without what it decides by: it refuses", async () => {
  const site = await opened(async () => inMemory());
  for (const mode of ["closed", "open"] as const) {
    const client = clientV1();
    let stopped = false;
    const now = (): number => {
      if (stopped) throw new Error("no time");
      return 0;
    };
    const clock = { now, setTimeout: () => 0, clearTimeout: () => {} };
    const guard = { by: new StreamProcessor(), mode };
    const adapter = new MCPEventAdapter("s", client.client, { clock, guard });
    await client.connect(site.transport());
    stopped = true;
    await client.ping();
    stopped = false;
    const answer = await client.call("echo", { message: "x" });
    if (mode === "closed") expect(answer).toMatchObject({ isError: true });
    else expect(answer).toMatchObject({ content: [{ text: "x" }] });
    await expect(eventsOf(adapter)).rejects.toThrow("no time");
    await client.close();
  }
});

it("gives the same graph over each SDK", async () => {
  const graphs = [];
  for (const makeClient of [clientV1, clientV2]) {
    const site = await opened(async () => inMemory());
    const client = makeClient();
    const events = eventsOf(new MCPEventAdapter("s", client.client));
    await client.connect(site.transport());
    await flow(client);
    await client.close();
    graphs.push(graph(await events));
  }
  expect(graphs[1]).toEqual(graphs[0]);
});
