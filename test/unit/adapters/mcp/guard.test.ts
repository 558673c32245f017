import { InMemoryEventSource, never, precededBy, StreamProcessor, where } from "tsrapide";
import { CauseScope, withCause } from "tsrapide/context";
import { type GuardOptions, mcp, MCPEventAdapter, type MCPEventAdapterOptions } from "tsrapide/mcp";
import { parseRules } from "tsrapide/rules";
import { afterEach, describe, expect, it } from "vitest";
import { eventsOf, outline } from "./outline.ts";
import { type AnyClient, clientV1, clientV2, inMemory, overHttp, overModernHttp, type Site } from "./sdks.ts";

const sites: Site[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.end();
});

/** A client whose calls the processor decides on. */
async function guarded(
  processor: StreamProcessor,
  { mode, client = clientV1(), site = inMemory(), made, ...options }: GuardedOptions = {},
): Promise<{ client: AnyClient; run: ReturnType<StreamProcessor["run"]>; events: any[] }> {
  sites.push(site);
  const events: any[] = [];
  processor.onEvent((event) => void events.push(event));
  const adapter = new MCPEventAdapter("s", client.client, { guard: { by: processor, mode }, ...options });
  made?.(adapter);
  processor.addSource("s", adapter);
  const run = processor.run();
  await client.connect(site.transport());
  return { client, run, events };
}

/** A transport and a server in one, which may be connected to again. */
class Loop {
  onmessage: ((message: any) => void) | undefined;
  onclose: (() => void) | undefined;
  fails = false;
  readonly #answerTo: (id: number) => number | string;
  constructor(answerTo: (id: number) => number | string = (id) => id) {
    this.#answerTo = answerTo;
  }
  async start(): Promise<void> {}
  async close(): Promise<void> {
    this.onclose?.();
  }
  async send({ id, method }: any): Promise<void> {
    if (this.fails) throw new Error("unreachable");
    const serverInfo = { name: "loop", version: "1" };
    const result =
      method === "initialize"
        ? { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo }
        : { content: [] };
    if (id !== undefined)
      setImmediate(() => this.onmessage?.({ jsonrpc: "2.0", id: this.#answerTo(id), result }));
  }
}

interface GuardedOptions extends MCPEventAdapterOptions {
  readonly made?: (adapter: MCPEventAdapter) => void;
  readonly mode?: GuardOptions["mode"];
  readonly client?: AnyClient;
  readonly site?: Site;
}

const refusal = (because: string, reason: RegExp): object => {
  const text = new RegExp(
    `^tsrapide refused this call of echo, and it was not made \\(${because}\\): .*${reason.source}`,
  );
  return { isError: true, content: [{ type: "text", text: expect.stringMatching(text) }] };
};
const APPROVAL = {
  approved: precededBy({ effect: mcp.toolCall("echo"), cause: "Approval.given", name: "approved" }),
  once: never({
    pattern: [mcp.toolCall("echo"), mcp.toolCall("echo")],
    withinCause: "Approval.given",
    scope: "nearest",
    name: "once",
  }),
};

describe.each([
  ["SDK 1.x, in memory", clientV1, async () => inMemory()],
  ["SDK 2.x, in memory", clientV2, async () => inMemory()],
  ["SDK 1.x, HTTP", clientV1, () => overHttp("v1")],
  ["SDK 2.x, HTTP", clientV2, () => overHttp("v2")],
  ["revision 2026-07-28", () => clientV2(undefined, { modern: true }), () => overModernHttp()],
] as const)("a guard, %s", (_, makeClient, makeSite) => {
  it("lets through what the rules allow, and answers for the rest", async () => {
    const processor = new StreamProcessor();
    for (const rule of Object.values(APPROVAL)) processor.enforce(rule);
    const { client, run, events } = await guarded(processor, {
      client: makeClient(),
      site: await makeSite(),
    });
    expect(await client.call("echo", { message: "hasty" })).toMatchObject(
      refusal("violation", /approved: mcp\.tool_call ".*" has no Approval\.given before it/),
    );
    await processor.tell({ id: "ok", name: "Approval.given" });
    const pay = (): Promise<any> => withCause("ok", () => client.call("echo", { message: "pay" }));
    expect(await pay()).toMatchObject({ content: [{ text: "pay" }] });
    expect(await pay()).toMatchObject(
      refusal("violation", /once: .*\. Because of: Approval\.given "ok" → mcp\.tool_call of echo ".*"/),
    );
    await client.close();
    const { violations } = await run;
    // What was refused has not happened.
    expect(violations).toEqual([]);
    const refused = events.filter(({ name }) => name === "mcp.call_refused");
    expect(refused.map(({ data }) => [data.tool, data.because, data.rules])).toEqual([
      ["echo", "violation", ["approved"]],
      ["echo", "violation", ["once"]],
    ]);
    expect(outline(refused.slice(1))[0]).toMatch(/ok \(context\)$/);
    expect(events.filter(({ name }) => name === "mcp.tool_call")).toHaveLength(1);
  });
});

describe("racing calls", () => {
  it("cannot slip through together: of fifty for one approval, one is made", async () => {
    const processor = new StreamProcessor();
    for (const rule of Object.values(APPROVAL)) processor.enforce(rule);
    const { client, run, events } = await guarded(processor);
    await processor.tell({ id: "ok", name: "Approval.given" });
    const all = await withCause("ok", () =>
      Promise.all(Array.from({ length: 50 }, (_, at) => client.call("echo", { message: String(at) }))),
    );
    expect(all.filter(({ isError }) => isError !== true)).toHaveLength(1);
    await client.close();
    await run;
    expect(events.filter(({ name }) => name === "mcp.tool_result")).toHaveLength(1);
    expect(events.filter(({ name }) => name === "mcp.call_refused")).toHaveLength(49);
  });

  it("are decided in a callback that is awaited as well", async () => {
    const processor = new StreamProcessor();
    processor.enforce(APPROVAL.approved);
    const { client, run } = await guarded(processor);
    const answers: any[] = [];
    processor.watch("Task", async ({ id }) => {
      answers.push(await withCause(id, () => client.call("echo", { message: "x" })));
    });
    await processor.tell({ name: "Task" });
    await processor.tell({ id: "ok", name: "Approval.given" });
    await processor.tell({ name: "Task", causes: ["ok"] });
    while (answers.length < 2) await new Promise(setImmediate);
    await client.close();
    await run;
    expect(answers.map(({ isError }) => isError)).toEqual([true, undefined]);
  });

  it("see what was answered before them, though no source was read since", async () => {
    const processor = new StreamProcessor();
    const rules = parseRules(`
constraints:
  - name: nothing_after_a_failure
    never: { pattern: [{ name: mcp.tool_result, where: data.isError }, mcp.tool_call] }
`);
    for (const rule of rules.constraints) processor.enforce(rule);
    const { client, run } = await guarded(processor, { sessionOrder: true });
    const [failed, next] = [await client.call("fail"), await client.call("echo", { message: "x" })];
    expect(failed).toMatchObject({ content: [{ text: "it failed" }] });
    expect(next).toMatchObject(refusal("violation", /nothing_after_a_failure/));
    await client.close();
    await run;
  });
});

describe("a client that connects again", () => {
  /** A guarded client whose processor goes on when the connection ends. */
  async function going(options: GuardedOptions = {}): Promise<Awaited<ReturnType<typeof guarded>>> {
    const processor = new StreamProcessor();
    processor.addSource("open", new InMemoryEventSource("open"));
    processor.enforce(
      never({ pattern: [mcp.toolResult("fail"), mcp.toolCall("echo")], name: "nothing_after_a_failure" }),
    );
    processor.enforce(precededBy({ effect: mcp.toolCall("steps"), cause: "Leave.given", name: "by_leave" }));
    return guarded(processor, options);
  }

  it.each(["closed", "open"] as const)("is guarded as before: %s", async (mode) => {
    const { client, events } = await going({ mode });
    await client.close();
    await client.connect(sites.at(-1)!.transport());
    expect(await client.call("steps", { steps: 1 })).toMatchObject({ isError: true });
    await client.call("ask", { prompt: "why" });
    await client.close();
    expect(events.map(({ name }) => name)).toEqual([
      "mcp.connect",
      "mcp.notification",
      "mcp.disconnect",
      "mcp.connect",
      "mcp.notification",
      "mcp.call_refused",
      "mcp.tool_call",
      "mcp.server_request",
      "mcp.client_response",
      "mcp.tool_result",
      "mcp.disconnect",
    ]);
  });

  it("is guarded after its source was left", async () => {
    const adapters: MCPEventAdapter[] = [];
    const { client } = await going({ sessionOrder: true, made: (adapter) => adapters.push(adapter) });
    adapters[0]!.close();
    await client.call("fail");
    expect(await client.call("echo", { message: "x" })).toMatchObject({ isError: true });
    await client.close();
    await client.connect(sites.at(-1)!.transport());
    expect(await client.call("steps", { steps: 1 })).toMatchObject({ isError: true });
    await client.close();
  });

  it("knows what it was told before", async () => {
    const { client } = await going({ sessionOrder: true });
    await client.call("fail");
    await client.close();
    await client.connect(sites.at(-1)!.transport());
    expect(await client.call("echo", { message: "x" })).toMatchObject(
      refusal("violation", /nothing_after_a_failure/),
    );
    await client.close();
  });

  it("is decided on once a call, also through a transport that it had before", async () => {
    const { client, events } = await going();
    const transport = new Loop();
    await client.close();
    await client.connect(transport);
    await client.close();
    await client.connect(transport);
    await client.call("echo", { message: "x" });
    expect(events.filter(({ name }) => name === "mcp.tool_call")).toHaveLength(1);
    await client.close();
  });
});

it.each([clientV1, clientV2])("sees answers whose ids are texts, which clients take", async (makeClient) => {
  const processor = new StreamProcessor();
  processor.enforce(never({ pattern: [mcp.toolResult("fail"), mcp.toolCall("echo")], name: "tainted" }));
  const { client, run } = await guarded(processor, {
    client: makeClient(),
    site: { transport: () => new Loop(String), end: async () => {} },
  });
  const failed = new CauseScope([]);
  await failed.run(() => client.call("fail"));
  const echo = withCause(failed.outcomes, () => client.call("echo", { message: "x" }));
  expect(await echo).toMatchObject(refusal("violation", /tainted/));
  await client.close();
  await run;
});

describe("a call that is given up at once", () => {
  /** What a server gets of a call that is aborted while it is decided on. */
  async function given(
    up: (client: AnyClient, signal: AbortSignal) => Promise<unknown>,
    client: AnyClient,
    site: Site,
  ): Promise<{ sent: unknown[]; events: any[] }> {
    const processor = new StreamProcessor();
    processor.enforce(APPROVAL.approved);
    const transport = site.transport();
    const sent: unknown[] = [];
    const send = transport.send.bind(transport);
    transport.send = (message: any, options: unknown) => {
      sent.push(message.method);
      return send(message, options);
    };
    const abort = new AbortController();
    const by = {
      propose: (event: any) => {
        abort.abort("enough");
        return processor.propose(event);
      },
      tell: (event: any) => processor.tell(event),
    };
    const at = { ...site, transport: () => transport };
    const { run, events } = await guarded(processor, { client, site: at, guard: { by } });
    await processor.tell({ id: "ok", name: "Approval.given" });
    sent.length = 0;
    await expect(up(client, abort.signal)).rejects.toThrow();
    await client.call("fail");
    await client.close();
    await run;
    const told = outline(events.filter(({ name }) => name.startsWith("mcp.")));
    return { sent, events: told.filter((line) => line.includes(" echo ")) };
  }
  const echo = (client: AnyClient, signal: AbortSignal): Promise<unknown> =>
    client.call("echo", { message: "x" }, { signal });
  const approved = (client: AnyClient, signal: AbortSignal): Promise<unknown> =>
    withCause("ok", () => echo(client, signal));

  it.each([clientV1, clientV2])("is cancelled after it was sent", async (makeClient) => {
    const { sent, events } = await given(approved, makeClient(), inMemory());
    expect(sent).toEqual(["tools/call", "notifications/cancelled", "tools/call"]);
    expect(events).toEqual([
      "tool_call echo #1 <- connect (connection), ok (context)",
      "cancelled echo #1 <- tool_call echo #1 (requestId)",
    ]);
  });

  it("needs no cancellation where it is refused", async () => {
    const { sent, events } = await given(echo, clientV1(), inMemory());
    expect(sent).toEqual(["tools/call"]);
    expect(events).toEqual(["call_refused echo #1 <- connect (connection)"]);
  });

  it("is not made where that closes its stream", async () => {
    const client = clientV2(undefined, { modern: true });
    const { events } = await given(approved, client, await overModernHttp());
    expect(events).toEqual([
      "tool_call echo #0 <- connect (connection), ok (context)",
      "error echo #0 send <- tool_call echo #0 (id)",
    ]);
  });
});

it.each(["first", "second"])("sees all beside a recorder that was made %s", async (recorder) => {
  const site = inMemory();
  sites.push(site);
  const client = clientV1();
  const processor = new StreamProcessor();
  processor.enforce(never({ pattern: [mcp.toolResult("fail"), mcp.toolCall("echo")], name: "tainted" }));
  const record = (): MCPEventAdapter => new MCPEventAdapter("r", client.client);
  const before = recorder === "first" ? record() : undefined;
  processor.addSource(
    "s",
    new MCPEventAdapter("s", client.client, { guard: { by: processor }, sessionOrder: true }),
  );
  const recorded = eventsOf(before ?? record());
  const run = processor.run();
  await client.connect(site.transport());
  await client.call("fail");
  expect(await client.call("echo", { message: "x" })).toMatchObject(refusal("violation", /tainted/));
  await client.close();
  await run;
  // One that is nearer to the client sees what the client sees, the other what the server sees.
  const refused = recorder === "first" ? ["mcp.tool_call", "mcp.tool_result"] : [];
  expect((await recorded).map(({ name }) => name)).toEqual([
    "mcp.connect",
    "mcp.notification",
    "mcp.tool_call",
    "mcp.tool_result",
    ...refused,
    "mcp.disconnect",
  ]);
});

it("takes a call that could not be sent for made, unless the rule knows better", async () => {
  const pay = '{ name: mcp.tool_call, where: data.tool == "echo" }';
  const once = (more: string): string =>
    `constraints: [{ name: once, never: { pattern: [${pay}, ${pay}], withinCause: [Approval.given${more}], scope: nearest } }]`;
  const known = ', { name: mcp.error, where: data.tool == "echo" && data.kind == "send" }';
  for (const more of ["", known]) {
    const processor = new StreamProcessor();
    for (const rule of parseRules(once(more)).constraints) processor.enforce(rule);
    const transport = new Loop();
    const site = { transport: () => transport, end: async () => {} };
    const { client, run } = await guarded(processor, { site });
    await processor.tell({ id: "ok", name: "Approval.given" });
    const attempt = async (
      causes: readonly string[],
    ): Promise<{ answer: any; causes: readonly string[] }> => {
      const step = new CauseScope(causes);
      const answer = await step.run(() => client.call("echo")).catch((error: Error) => error.message);
      return { answer, causes: step.outcomes };
    };
    transport.fails = true;
    const failed = await attempt(["ok"]);
    transport.fails = false;
    const made = await attempt(failed.causes);
    const again = await attempt(made.causes);
    expect([failed.answer, made.answer.isError, again.answer.isError]).toEqual([
      "unreachable",
      more === known ? undefined : true,
      true,
    ]);
    await client.close();
    await run;
  }
});

it("knows at once what was seen elsewhere, however much that was, where it is told", async () => {
  const processor = new StreamProcessor();
  processor.addSource("open", new InMemoryEventSource("open"));
  const chatty = clientV1();
  const site = inMemory();
  sites.push(site);
  processor.addSource("chatty", new MCPEventAdapter("chatty", chatty.client, { tell: processor }));
  const { client } = await guarded(processor);
  await chatty.connect(site.transport());
  const read = new CauseScope([]);
  await read.run(() => chatty.call("steps", { steps: 3_000 }, { onprogress: () => {} }));
  const answer = await withCause(read.outcomes, () => client.call("echo", { message: "x" }));
  expect(answer).toMatchObject({ content: [{ text: "x" }] });
  await chatty.close();
  await client.close();
  processor.stop();
});

describe("what is no violation", () => {
  const doubtful = where("mcp.tool_call", ({ data }) => data.arguments.nothing.there);
  const cases: Record<string, { because: string; causes: string[]; rule: any; text: RegExp }> = {
    "a cause that nobody knows": {
      because: "unknownCause",
      causes: ["rumour"],
      rule: APPROVAL.once,
      text: /no event "rumour" has been admitted/,
    },
    "a past that is not known": {
      because: "inconclusive",
      causes: ["orphan"],
      rule: APPROVAL.approved,
      text: /too little is known of its past to decide approved/,
    },
    "an expression that fails": {
      because: "predicateError",
      causes: [],
      rule: never({ pattern: doubtful, name: "never_there" }),
      text: /a predicate of never_there failed on it/,
    },
  };

  it.each(Object.entries(cases))(
    "is refused by a closed guard, and not by an open one: %s",
    async (_, given) => {
      for (const mode of ["closed", "open"] as const) {
        const processor = new StreamProcessor({ maxHeld: 0 });
        processor.enforce(given.rule);
        const { client, run, events } = await guarded(processor, { mode });
        await processor.tell({ id: "orphan", name: "News", causes: ["gone"] });
        const answer = await withCause(given.causes, () => client.call("echo", { message: "x" }));
        if (mode === "closed") expect(answer).toMatchObject(refusal(given.because, given.text));
        else expect(answer).toMatchObject({ content: [{ text: "x" }] });
        await client.close();
        await run;
        // Where it is made it is an event, and its result is linked to it.
        const names = new Set(events.map(({ name }) => name));
        expect(names.has("mcp.tool_call")).toBe(mode === "open");
        expect(names.has("mcp.call_refused")).toBe(mode === "closed");
      }
    },
  );

  it("goes on being refused when nobody decides any more", async () => {
    const processor = new StreamProcessor();
    const { client, run } = await guarded(processor);
    processor.stop();
    await run;
    expect(await client.call("echo", { message: "x" })).toMatchObject(refusal("ended", /no decision: /));
    await client.close();
    const open = new StreamProcessor();
    const other = await guarded(open, { mode: "open" });
    open.stop();
    await other.run;
    expect(await other.client.call("echo", { message: "x" })).toMatchObject({ content: [{ text: "x" }] });
    await other.client.close();
  });
});

it.each([
  ["in a batch", (call: object) => [{ id: 1, ...call }]],
  ["in a batch of a batch", (call: object) => [[{ id: 1, ...call }]]],
  ["without an id", (call: object) => call],
  ["with an id that is none", (call: object) => ({ id: null, ...call })],
])("lets no call slip by %s", async (_, dressed) => {
  for (const mode of ["closed", "open"] as const) {
    const processor = new StreamProcessor();
    const sent: unknown[] = [];
    const transport = { send: async (message: unknown) => void sent.push(message), close: async () => {} };
    const adapter = new MCPEventAdapter("s", transport, { guard: { by: processor, mode } });
    const message = dressed({ jsonrpc: "2.0", method: "tools/call", params: { name: "echo" } });
    if (mode === "open") await transport.send(message);
    else await expect(transport.send(message)).rejects.toThrow("cannot be guarded");
    expect(sent).toEqual(mode === "open" ? [message] : []);
    adapter.close();
  }
});

it("holds back tool calls only", async () => {
  const processor = new StreamProcessor();
  processor.enforce(never({ pattern: "mcp.request", name: "no_requests" }));
  const { client, run } = await guarded(processor);
  await client.ping();
  await client.close();
  expect((await run).violations).toMatchObject([{ constraint: "no_requests" }]);
});

it("counts a refusal as what came of a step", async () => {
  const processor = new StreamProcessor();
  processor.enforce(APPROVAL.approved);
  const { client, run, events } = await guarded(processor);
  await processor.tell({ id: "task", name: "Task" });
  const step = new CauseScope("task");
  await step.run(() => client.call("echo", { message: "x" }));
  const refused = events.find(({ name }) => name === "mcp.call_refused");
  expect(step.outcomes).toEqual([refused.id]);
  await client.close();
  await run;
});
