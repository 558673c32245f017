import { type CausalEvent, StreamProcessor } from "tsrapide";
import { MCPEventAdapter, type MCPEventAdapterOptions } from "tsrapide/mcp";
import { parseRules } from "tsrapide/rules";
import { describe, expect, it } from "vitest";
import { CapturePolicy } from "../../../../src/adapters/capture.ts";
import { Correlator } from "../../../../src/adapters/mcp/correlator.ts";
import { compileCondition } from "../../../../src/rules/cel.ts";
import { eventsOf } from "./outline.ts";
import { clientV1, inMemory } from "./sdks.ts";

const SECRET = "correct horse battery staple";

/** What a client says and hears, with a secret in everything that can hold one. */
async function secrets(options: MCPEventAdapterOptions): Promise<CausalEvent<any>[]> {
  const site = inMemory();
  const client = clientV1(() => SECRET);
  const events = eventsOf(new MCPEventAdapter("s", client.client, options));
  await client.connect(site.transport());
  await client.call("echo", { message: SECRET, nested: { list: [SECRET], n: 7 } });
  await client.call("ask", { prompt: SECRET });
  await client.call(`none`, { [`key`]: SECRET }).catch(() => {});
  const abort = new AbortController();
  const stop = (): void => abort.abort(SECRET);
  await client.call("hang", {}, { signal: abort.signal, onprogress: stop }).catch(() => {});
  await client.close();
  return events;
}

const written = (events: readonly CausalEvent<any>[]): string =>
  events.map((event) => JSON.stringify(event)).join("\n");

describe("what is written", () => {
  it("is names and sizes", async () => {
    const events = await secrets({});
    expect(written(events)).not.toContain("horse");
    const call = events.find(({ data }) => data.tool === "echo");
    expect(JSON.parse(JSON.stringify(call))).toMatchObject({
      name: "mcp.tool_call",
      data: { callId: 1, tool: "echo", args: ["message", "nested"], size: 99 },
    });
    // Nor by other ways out.
    expect(JSON.stringify(structuredClone(call?.data))).not.toContain("horse");
    expect(JSON.stringify({ ...call?.data })).not.toContain("horse");
    expect(events[0]?.data.omits).toEqual(["arguments", "params", "result", "message", "reason"]);
  });

  it("is what is asked, where that is wanted, and what is answered too", async () => {
    const asked = await secrets({ capture: "arguments" });
    const texts = asked.filter((event) => JSON.stringify(event).includes("horse")).map(({ name }) => name);
    expect(texts).toEqual(["mcp.tool_call", "mcp.tool_call", "mcp.server_request", "mcp.tool_call"]);
    expect(asked[0]?.data.omits).toEqual(["result", "message", "reason"]);
    const all = await secrets({ capture: "all" });
    const results = all.filter(({ name }) => name === "mcp.tool_result" || name === "mcp.cancelled");
    for (const event of results) expect(JSON.stringify(event)).toContain("horse");
    expect(all[0]?.data.omits).toEqual([]);
  });

  it("is cut, and redacted value by value", async () => {
    const redact = (key: string, value: unknown): unknown =>
      key === "message" ? "[gone]" : key === "n" ? undefined : value;
    const events = await secrets({ capture: "arguments", maxText: 7, redact });
    const call = JSON.parse(JSON.stringify(events.find(({ data }) => data.tool === "echo")));
    expect(call.data.arguments).toEqual({
      message: "[gone]",
      nested: { list: ["correct… (28 in all)"] },
    });
  });

  it("is redacted in URIs by the names of their parameters", () => {
    const redact = (key: string, value: unknown): unknown =>
      key === "api key" ? "[gone]" : key === "token" ? undefined : value;
    const policy = new CapturePolicy({ capture: "all", redact });
    for (const [uri, written] of [
      ["db://x?api%20key=SECRET&all=1#token=SECRET", "db://x?api%20key=[gone]&all=1#token="],
      [
        "see https://x/y?token=SECRET, and <https://x?a=%E0&api%20key=SECRET>",
        "see https://x/y?token= and <https://x?a=%E0&api%20key=[gone]>",
      ],
      ["what? a=b, 1+1=2", "what? a=b, 1+1=2"],
    ] as const) {
      expect(policy.uri(uri)).toBe(written);
      expect(policy.kept("params", { uri })).toEqual({ uri: written });
    }
    const correlator = new Correlator({
      source: "s",
      prefix: "s.",
      transport: "stdio",
      sessionOrder: undefined,
      policy,
    });
    const params = { uri: "db://x?token=SECRET" };
    const message = { jsonrpc: "2.0", id: 1, method: "resources/read", params };
    const seen = { type: "message", from: "client", message, causes: [] } as const;
    const [, read] = correlator.observe(0, seen);
    expect(JSON.stringify(read)).not.toContain("SECRET");
    expect(read?.event.data).toMatchObject({ uri: "db://x?token=", params });
    const failing = new CapturePolicy({
      redact: () => {
        throw new Error("no");
      },
    });
    expect(failing.uri("db://x?token=SECRET")).toBe("[redact failed]");
  });

  it("is redacted in texts that are JSON, and else left as it is", () => {
    const redact = (key: string, value: unknown): unknown => (key === "token" ? "[gone]" : value);
    const kept = (text: string, options = {}): unknown =>
      new CapturePolicy({ capture: "all", redact, ...options }).kept("result", text);
    const text = '{ "token": "SECRET", "n": [1.0] }';
    expect(kept(text)).toBe('{"token":"[gone]","n":[1]}');
    expect(kept(`\uFEFF [${text}]\n`)).toBe('[{"token":"[gone]","n":[1]}]');
    const nested = JSON.stringify({ text, uri: "db://x?token=SECRET" });
    expect(JSON.parse(String(kept(nested)))).toEqual({
      text: '{"token":"[gone]","n":[1]}',
      uri: "db://x?token=[gone]",
    });
    expect(kept(text, { maxText: 12 })).toBe('{"token":"[g… (26 in all)');
    for (const other of ['{ "other": 1.0 }', "{token: SECRET}", "[INFO] started", ""])
      expect(kept(other)).toBe(other);
    expect(kept(text, { redact: undefined })).toBe(text);
    expect(kept(text, { redact: () => undefined })).toBe(undefined);
    const long = `[${'"x",'.repeat(300_000)}${text}]`;
    expect(kept(long)).toBe(`[too long to redact] (${long.length} in all)`);
    const deep = `${"[".repeat(100_000)}"SECRET"${"]".repeat(100_000)}`;
    expect(kept(deep)).toBe("[redact failed]");
  });

  it("is nothing where redacting fails, and little where there is much", async () => {
    const failing = await secrets({
      capture: "all",
      redact: () => {
        throw new Error("no");
      },
    });
    expect(written(failing)).not.toContain("horse");
    const site = inMemory();
    const client = clientV1();
    const reading = eventsOf(new MCPEventAdapter("s", client.client, { capture: "all" }));
    await client.connect(site.transport());
    await client.call("echo", { message: "x", many: Array.from({ length: 100_000 }, (_, at) => at) });
    await client.close();
    expect(written(await reading).length).toBeLessThan(20_000);
  });
});

describe("rules in the process", () => {
  const rules = parseRules(`
watch:
  - { name: argument, pattern: mcp.tool_call, where: data.arguments.message.startsWith("correct") }
  - { name: nested, pattern: mcp.tool_call, where: has(data.arguments.nested) && data.arguments.nested.n == 7 }
  - { name: result, pattern: mcp.tool_result, where: 'data.result.content[0].text.contains("horse")' }
  - { name: reason, pattern: mcp.cancelled, where: data.reason.contains("horse") }
  - { name: params, pattern: mcp.server_request, where: size(data.params.messages) == 1 }
`);

  it("see all that was said, whatever is written", async () => {
    const site = inMemory();
    const client = clientV1(() => SECRET);
    const processor = new StreamProcessor();
    for (const watch of rules.watches) processor.watch(watch);
    processor.addSource("s", new MCPEventAdapter("s", client.client));
    const run = processor.run();
    await client.connect(site.transport());
    await client.call("echo", { message: SECRET, nested: { n: 7 } });
    await client.call("ask", { prompt: "x" });
    const abort = new AbortController();
    const stop = (): void => abort.abort(SECRET);
    await client.call("hang", {}, { signal: abort.signal, onprogress: stop }).catch(() => {});
    await client.close();
    const { watches } = await run;
    expect(Object.fromEntries(watches.map(({ name, matches }) => [name, matches]))).toEqual({
      argument: 1,
      nested: 1,
      result: 2,
      reason: 1,
      params: 1,
    });
  });

  it.each([false, true])(
    "find it as long as it is new: what is old is let go of (guard: %s)",
    async (guarded) => {
      const site = inMemory();
      const client = clientV1();
      const processor = new StreamProcessor();
      const guard = guarded ? { by: processor } : undefined;
      processor.addSource("s", new MCPEventAdapter("s", client.client, { guard }));
      const calls: CausalEvent<any>[] = [];
      let seen = 0;
      processor.watch("mcp.tool_call", (event) => {
        calls.push(event);
        if (event.data.arguments.message === "x") seen++;
      });
      const run = processor.run();
      await client.connect(site.transport());
      for (let each = 0; each < 700; each++) await client.call("echo", { message: "x" });
      await client.close();
      await run;
      expect(seen).toBe(700);
      const whole = calls.map(({ data }) => data.arguments !== undefined);
      expect(whole.slice(0, 150)).not.toContain(true);
      expect(whole.slice(-450)).not.toContain(false);
      expect(calls.map(({ data }) => data.args)).toEqual(calls.map(() => ["message"]));
      // To a condition it is as if it had never been there.
      const has = compileCondition("has(data.arguments)");
      expect([calls[0], calls.at(-1)].map((call) => has(call!))).toEqual([false, true]);
      expect(() => compileCondition('data.arguments.message == "x"')(calls[0]!)).toThrow("no such key");
    },
  );
});
