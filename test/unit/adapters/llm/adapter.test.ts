import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { llm, LLMEventAdapter } from "../../../../src/adapters/llm/index.ts";
import { currentCauses, withCause } from "../../../../src/context/index.ts";
import { mustMatch, StreamProcessor } from "../../../../src/index.ts";
import { SimulatedClock } from "../../../../src/testing/index.ts";
import { FLOWS } from "./clients.ts";
import { ModelServer } from "./model-server.ts";
import { events, outline } from "./told.ts";

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.stop());
beforeEach(() => server.reset());

describe("clients", () => {
  it.each(Object.entries(FLOWS))(
    "%s: the tool loop is one chain, and the program sees no difference",
    async (_, flow) => {
      const looked: string[] = [];
      const look = async (__: string, q: string): Promise<string> => {
        looked.push(q);
        return `${q}!`;
      };
      const common = { url: server.url, model: "well", question: "tea cup" };
      const plain = await flow({ ...common, fetch: globalThis.fetch, look });
      server.reset();
      let watched: unknown;
      const all = await events(async (adapter) => {
        watched = await flow({
          ...common,
          fetch: adapter.fetch(),
          look: (id, q) => adapter.withToolCall(id, () => look(id, q)),
        });
      });
      expect(watched).toEqual(plain);
      expect(looked).toEqual(["tea", "cup", "tea", "cup"]);
      const lines = outline(all);
      expect(lines.filter((line) => !line.startsWith("tool_r"))).toEqual([
        "request0 <",
        "response1 < request0",
        "tool_call2 < response1",
        "tool_call3 < response1",
        expect.stringMatching(/^request8 < tool_result\d tool_result\d/),
        "response9 < request8",
      ]);
      const runs = all.filter(({ name }) => name === "llm.tool_run");
      expect(runs.map(({ causes }) => causes)).toEqual([[all[2]!.id], [all[3]!.id]]);
      expect(all[1]!.data).toMatchObject({ toolCalls: 2 });
      expect(all[9]!.data).toMatchObject({ toolCalls: 0, usage: expect.any(Object) });
    },
  );

  it.each(Object.entries(FLOWS))(
    "%s: what is tried again is a retry of what failed",
    async (_, flow) => {
      const look = async (): Promise<string> => "!";
      const all = await events((adapter) =>
        flow({ url: server.url, fetch: adapter.fetch(), model: "flaky", question: "tea", look }),
      );
      expect(outline(all).slice(0, 5)).toEqual([
        "request0 <",
        "error1 < request0",
        "retry2 < error1",
        "response3 < retry2",
        "tool_call4 < response3",
      ]);
      expect(all[1]!.data).toMatchObject({ kind: "http", status: 429 });
      expect(all[2]!.data).toMatchObject({ attempt: 1 });
    },
    20_000,
  );
});

describe("errors", () => {
  const client = (adapter: LLMEventAdapter) =>
    new Anthropic({ apiKey: "x", baseURL: server.url, fetch: adapter.fetch(), maxRetries: 0 });
  const ask = { max_tokens: 10, messages: [{ role: "user" as const, content: "tea" }] };

  it("are told by kind: refused, broken in a stream of status 200, cut, aborted, not reached", async () => {
    const kinds = async (run: (adapter: LLMEventAdapter) => Promise<unknown>) =>
      (await events(run))
        .filter(({ name }) => name === "llm.error")
        .map(({ data }) => [data.kind, data.status, data.type]);
    const stream = (model: string) => (adapter: LLMEventAdapter) =>
      client(adapter)
        .messages.stream({ ...ask, model })
        .finalMessage();
    expect(await kinds((adapter) => client(adapter).messages.create({ ...ask, model: "refusing" }))).toEqual([
      ["http", 400, undefined],
    ]);
    expect(await kinds(stream("breaking"))).toEqual([["mid-stream", undefined, "overloaded_error"]]);
    expect(await kinds(stream("cut"))).toEqual([["truncated", undefined, expect.any(String)]]);
    const aborting = new AbortController();
    const aborted = kinds((adapter) => {
      const answer = client(adapter).messages.create(
        { ...ask, model: "silent" },
        { signal: aborting.signal },
      );
      setTimeout(() => aborting.abort(), 50);
      return answer;
    });
    expect(await aborted).toEqual([["aborted", undefined, "AbortError"]]);
    const nowhere = new OpenAI({ apiKey: "x", baseURL: "http://127.0.0.1:1", maxRetries: 0 });
    expect(
      await kinds((adapter) =>
        nowhere.withOptions({ fetch: adapter.fetch() }).chat.completions.create({ model: "m", messages: [] }),
      ),
    ).toMatchObject([["network", undefined, expect.anything()]]);
  });

  it.each([
    ["with an AbortError", undefined],
    ["with an error of the program", new Error("enough")],
    ["by a timeout", new DOMException("late", "TimeoutError")],
  ])("an answer that the program gives up in the middle is aborted: %s", async (_, reason) => {
    for (const type of ["text/event-stream", "application/json"]) {
      const aborting = new AbortController();
      const { signal } = aborting;
      const body = new ReadableStream({
        start: (controller) => signal.addEventListener("abort", () => controller.error(signal.reason)),
      });
      const all = await events(async (adapter) => {
        const base = async () => new Response(body, { headers: { "content-type": type } });
        const asked = { method: "POST", body: "{}", signal };
        const response = await adapter.fetch(base)("http://x/chat/completions", asked);
        const reading = response.text();
        aborting.abort(reason);
        await expect(reading).rejects.toBe(signal.reason);
      });
      expect(all.map(({ name, data }) => data.kind ?? name)).toEqual(["llm.request", "aborted"]);
    }
  });

  it("a reader that stops in the middle gives up; one that stops at the end does not", async () => {
    const chunks = [
      { choices: [{ index: 0, delta: { content: "do" } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      { choices: [], usage: { total_tokens: 1 } },
    ].map((each) => new TextEncoder().encode(`data: ${JSON.stringify(each)}\n\n`));
    const leaveAfter = async (count: number) => {
      const body = new ReadableStream(
        { pull: (controller) => controller.enqueue(chunks.shift()) },
        { highWaterMark: 0 },
      );
      const all = await events(async (adapter) => {
        const base = async () => new Response(body, { headers: { "content-type": "text/event-stream" } });
        const response = await adapter.fetch(base)("http://x/chat/completions", {
          method: "POST",
          body: '{"stream":true}',
        });
        const reader = response.body!.getReader();
        for (let read = 0; read < count; read++) await reader.read();
        await reader.cancel();
      });
      return all.map(({ name, data }) => data.kind ?? data.finish ?? name);
    };
    expect(await leaveAfter(1)).toEqual(["llm.request", "aborted"]);
    chunks.unshift(new TextEncoder().encode("data: {}\n\n"));
    expect(await leaveAfter(2)).toEqual(["llm.request", "stop"]);
  });
});

it("a retry is what is sent again soon, word for word, and because of the same", async () => {
  const clock = new SimulatedClock();
  const fails = async () => new Response("{}", { status: 503 });
  const kinds = async (then: (send: () => Promise<unknown>) => Promise<unknown>) => {
    const all = await events(
      async (adapter) => {
        const send = () => adapter.fetch(fails)("http://x/responses", { method: "POST", body: "{}" });
        await withCause("a", send);
        await then(send);
      },
      { clock },
    );
    return all.map(({ name }) => name.replace("llm.", "")).join(" ");
  };
  expect(await kinds((send) => withCause("a", send))).toBe("request error retry error");
  expect(await kinds((send) => withCause("b", send))).toBe("request error request error");
  const after = (ms: number) => async (send: () => Promise<unknown>) => {
    await clock.advance(ms);
    await withCause("a", send);
  };
  expect(await kinds(after(120_000))).toBe("request error retry error");
  expect(await kinds(after(120_001))).toBe("request error request error");
});

it("what failed is known again without its text being kept", async () => {
  const used = (): number => {
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    return process.memoryUsage().heapUsed;
  };
  const fails = async () => new Response("{}", { status: 503 });
  const adapter = new LLMEventAdapter("llm", { capacity: 1 });
  const before = used();
  for (let at = 0; at < 30; at++) {
    const body = JSON.stringify({ at, input: "x".repeat(1_000_000) });
    await adapter.fetch(fails)("http://x/responses", { method: "POST", body });
  }
  expect(used() - before).toBeLessThan(10_000_000);
  expect(adapter.firstFault).toBeUndefined();
});

describe("what is kept", () => {
  const flow = FLOWS["openai, chat"]!;
  const ask = (adapter: LLMEventAdapter) =>
    flow({
      url: server.url,
      fetch: adapter.fetch(),
      model: "well",
      question: "secret",
      look: (id, q) => adapter.withToolCall(id, async () => q),
    });

  it("is names and sizes, unless more is asked for; and never a key", async () => {
    const text = JSON.stringify(await events(ask));
    expect(text).not.toContain("secret");
    expect(text).not.toContain("not-a-key");
    expect(JSON.parse(text)[0].data).toMatchObject({
      messages: 1,
      size: expect.any(Number),
      omits: ["arguments", "input", "output", "message"],
    });
    const more = JSON.stringify(
      await events(ask, {
        capture: "all",
        redact: (_, value) => (typeof value === "string" ? value.replaceAll("secret", "…") : value),
      }),
    );
    expect(more).toContain('"output":"done"');
    expect(more).not.toContain("secret");
  });

  it("is seen whole by rules while the stream runs", async () => {
    const adapter = new LLMEventAdapter("llm");
    const processor = new StreamProcessor();
    processor.addSource("llm", adapter);
    const seen: unknown[] = [];
    processor.watch(llm.toolCall("look"), ({ data }) => void seen.push(data.arguments));
    processor.enforce(
      mustMatch({ trigger: llm.toolCall(), response: [llm.toolResult(), llm.toolRefused()] }),
    );
    const run = processor.run();
    await ask(adapter);
    adapter.close();
    expect((await run).constraints[0]).toMatchObject({ instances: 1, satisfied: 1 });
    expect(seen).toEqual([{ q: "secret" }]);
  });
});

describe("tools", () => {
  it("are wrapped as they are: those of the AI SDK, and functions", async () => {
    const all = await events(async (adapter) => {
      class Tool {
        factor = 2;
        execute(input: number, _options: { toolCallId: string }): number {
          return this.factor * input;
        }
        static kind = "tool";
      }
      const own = {
        double: new Tool(),
        plain: async (input: string) => `${input}!`,
        note: { description: "no execute" },
      };
      const tools = adapter.wrapTools(own);
      expect(tools.double.execute(4, { toolCallId: "c1" })).toBe(8);
      expect(tools.double).toBeInstanceOf(Tool);
      expect(await (tools.plain as any)("a", { toolCallId: "c2" })).toBe("a!");
      expect(await (tools.plain as any)("a", "c3")).toBe("a!");
      expect(await tools.plain("b")).toBe("b!");
      expect(tools.note).toBe(own.note);
      const failing = adapter.wrapTools({ no: () => Promise.reject(new Error("no")) });
      await expect((failing.no as any)(1, "c4")).rejects.toThrow("no");
    });
    expect(all.map(({ name, data }) => [name, data.callId, data.isError])).toEqual([
      ["llm.tool_run", "c1", undefined],
      ["llm.tool_result", "c1", false],
      ["llm.tool_run", "c2", undefined],
      ["llm.tool_result", "c2", false],
      ["llm.tool_run", "c3", undefined],
      ["llm.tool_result", "c3", false],
      ["llm.tool_run", "c4", undefined],
      ["llm.tool_result", "c4", true],
    ]);
  });

  it("that give their results one by one run until the last is read", async () => {
    const seen: (readonly string[])[] = [];
    const all = await events(async (adapter) => {
      const tools = adapter.wrapTools({
        async *steps(kind: string, _id: string) {
          seen.push(currentCauses());
          try {
            yield 1;
            await Promise.resolve();
            seen.push(currentCauses());
            if (kind === "throws") throw new Error("no");
            yield 2;
          } finally {
            seen.push(currentCauses());
          }
        },
        lazy: (..._input: unknown[]) => ({
          async *[Symbol.asyncIterator]() {
            seen.push(currentCauses());
            yield 1;
          },
        }),
      });
      const read = async (results: AsyncIterable<number>, most = Infinity): Promise<number> => {
        let count = 0;
        for await (const _ of results) if (++count >= most) break;
        return count;
      };
      expect(await read(tools.steps("reads", "c1"))).toBe(2);
      await expect(read(tools.steps("throws", "c2"))).rejects.toThrow("no");
      expect(await read(tools.steps("leaves", "c3"), 1)).toBe(1);
      const twice = tools.lazy("reads", "c4");
      expect(await read(twice)).toBe(1);
      expect(await read(twice)).toBe(1);
      const thrown = tools.steps("thrown into", "c5");
      expect(thrown[Symbol.asyncIterator]()).toBe(thrown);
      await thrown.next();
      await expect(thrown.throw(new Error("no"))).rejects.toThrow("no");
    });
    expect(all.map(({ name, data }) => [name, data.callId, data.isError])).toEqual(
      [false, true, false, false, true].flatMap((isError, at) => [
        ["llm.tool_run", `c${at + 1}`, undefined],
        ["llm.tool_result", `c${at + 1}`, isError],
      ]),
    );
    const [c1, c2, c3, c4, c5] = all.filter(({ name }) => name === "llm.tool_run").map(({ id }) => [id]);
    expect(seen).toEqual([c1, c1, c1, c2, c2, c2, c3, c3, c4, c4, c5, c5]);
  });

  it("keep twenty agents at once apart", async () => {
    const flows = Object.values(FLOWS);
    const all = await events(async (adapter) => {
      await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          withCause(`task${at}`, () =>
            flows[at % flows.length]!({
              url: server.url,
              fetch: adapter.fetch(),
              model: "well",
              question: `a${at} b${at}`,
              look: (id, q) =>
                adapter.withToolCall(id, async () => {
                  await new Promise((resolve) => setTimeout(resolve, at % 5));
                  return q;
                }),
            }),
          ),
        ),
      );
    });
    // Each event belongs to the task that its past leads to: to one, and to none of another.
    const tasks = new Map<string, Set<string>>();
    for (const { id, causes } of all)
      tasks.set(
        id,
        new Set(causes.flatMap((each) => (each.startsWith("task") ? [each] : [...tasks.get(each)!]))),
      );
    expect([...tasks.values()].filter(({ size }) => size !== 1)).toEqual([]);
    const ofTask = (task: string) => all.filter(({ id }) => tasks.get(id)!.has(task));
    for (let at = 0; at < 20; at++) {
      const own = ofTask(`task${at}`);
      expect(own.map(({ name }) => name).toSorted()).toEqual(
        ofTask("task0")
          .map(({ name }) => name)
          .toSorted(),
      );
    }
    expect(all).toHaveLength(20 * 10);
  });
});
