import { Readable } from "node:stream";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import Anthropic from "@anthropic-ai/sdk";
import fc from "fast-check";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EventStreamReader } from "../../../../src/adapters/llm/sse.ts";
import { type LLMEventAdapterOptions, llm, LLMEventAdapter } from "../../../../src/adapters/llm/index.ts";
import { currentCauses, withCause } from "../../../../src/context/index.ts";
import { type CausalEvent, mustMatch, never, StreamProcessor } from "../../../../src/index.ts";
import { SimulatedClock } from "../../../../src/testing/index.ts";
import { FLOWS } from "./clients.ts";
import { ModelServer } from "./model-server.ts";

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.stop());
beforeEach(() => server.reset());

/** Runs something with an adapter; the events that it told. */
async function events(
  run: (adapter: LLMEventAdapter) => Promise<unknown>,
  options: LLMEventAdapterOptions = {},
): Promise<CausalEvent<any>[]> {
  const adapter = new LLMEventAdapter("llm", options);
  await run(adapter).catch(() => undefined);
  adapter.close();
  const all: CausalEvent<any>[] = [];
  for await (const event of adapter) all.push(event);
  expect(adapter.firstFault).toBeUndefined();
  return all;
}

/** Each event with what it is about, and its causes: short names for ids. */
function outline(all: readonly CausalEvent<any>[]): string[] {
  const short = new Map(all.map(({ id, name }, at) => [id, `${name.replace("llm.", "")}${at}`]));
  return all.map(({ id, causes }) =>
    `${short.get(id)} < ${causes.map((each) => short.get(each) ?? each).join(" ")}`.trimEnd(),
  );
}

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

/** Sends a request, and reads what is answered: in one piece, or in parts if it is a list. */
async function post(adapter: LLMEventAdapter, path: string, request: object, answer: object): Promise<void> {
  const stream = { headers: { "content-type": "text/event-stream" } };
  const base = async () =>
    Array.isArray(answer)
      ? new Response(answer.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(""), stream)
      : Response.json(answer);
  const body = JSON.stringify({ model: "m", ...request });
  await (await adapter.fetch(base)(`http://x${path}`, { method: "POST", body })).text();
}

/** Asks a model that answers with these tool calls; with a text, if there are none. */
async function ask(adapter: LLMEventAdapter, messages: readonly object[], ...calls: readonly string[]) {
  const tool_calls = calls.map((each) => {
    const [id, name] = each.split(" ");
    return { id, type: "function", function: { name, arguments: "{}" } };
  });
  const message = { role: "assistant", ...(calls.length > 0 ? { tool_calls } : { content: "done" }) };
  await post(adapter, "/chat/completions", { messages }, { choices: [{ message, finish_reason: "stop" }] });
  return message;
}

const QUESTION = { role: "user", content: "?" };
const resultOf = (id: string) => ({ role: "tool", tool_call_id: id, content: "!" });

describe("ids that count from 0 in each conversation", () => {
  const runOf = (adapter: LLMEventAdapter) => adapter.withToolCall("read:0", async () => currentCauses());

  it("are told apart by the context that each conversation runs in", async () => {
    const all = await events(async (adapter) => {
      const agents = ["a", "b"].map((task) => {
        const messages: object[] = [QUESTION];
        const turn = async (...calls: string[]) => void messages.push(await ask(adapter, messages, ...calls));
        const steps = [
          () => turn("read:0 read"),
          async () => void (await runOf(adapter), messages.push(resultOf("read:0"))),
          () => turn("pay:1 pay"),
          async () =>
            void (await adapter.withToolCall("pay:1", async () => 1), messages.push(resultOf("pay:1"))),
          () => turn(),
        ];
        let release = (): void => undefined;
        const gate = () => new Promise<void>((resolve) => (release = resolve));
        const done = withCause(task, async () => {
          for (const step of steps) {
            await gate();
            await step();
          }
        });
        return { done, next: () => release() };
      });
      // Step by step: each id is open in both at once.
      for (let step = 0; step < 5; step++)
        for (const agent of agents) {
          agent.next();
          await new Promise(setImmediate);
        }
      await Promise.all(agents.map(({ done }) => done));
    });
    expect(all.map(({ data }) => data.candidates).filter(Boolean)).toEqual([]);
    const tasks = new Map<string, string[]>();
    for (const { id, causes } of all)
      tasks.set(id, [...new Set(causes.flatMap((each) => tasks.get(each) ?? [each]))]);
    expect([...tasks.values()].map((each) => each.join())).toEqual(expect.arrayContaining(["a", "b"]));
    expect([...tasks.values()].filter(({ length }) => length !== 1)).toEqual([]);
  });

  it("are told to be unclear where nothing tells them apart, and a guard does not decide", async () => {
    const processor = new StreamProcessor();
    processor.enforce(never({ pattern: ["llm.tool_result", "pay"], name: "no_pay" }));
    const adapter = new LLMEventAdapter("llm", { tell: processor });
    processor.addSource("llm", adapter);
    const seen: CausalEvent<any>[] = [];
    processor.onEvent((event) => void seen.push(event));
    const run = processor.run();
    const [a, b] = [
      await ask(adapter, [QUESTION], "read:0 read"),
      await ask(adapter, [QUESTION], "read:0 list"),
    ];
    const decisions: unknown[] = [];
    for (const message of [a, b]) {
      await adapter.withToolCall("read:0", async () => {
        decisions.push(await processor.propose({ name: "pay", causes: currentCauses() }));
      });
      await ask(adapter, [QUESTION, message, resultOf("read:0")]);
    }
    adapter.close();
    await run;
    expect(decisions).toMatchObject([
      { admitted: false, because: "unknownCause" },
      { admitted: false, because: "unknownCause" },
    ]);
    const calls = seen.filter(({ name }) => name === "llm.tool_call").map(({ id }) => id);
    const unclear = seen.filter(({ data }) => data.candidates !== undefined);
    expect(unclear.map(({ name, data }) => [name, data.candidates])).toEqual(
      ["run", "request", "run", "request"].map((kind) => [
        kind === "run" ? "llm.tool_run" : "llm.request",
        calls,
      ]),
    );
    const known = new Set(seen.map(({ id }) => id));
    expect(unclear.flatMap(({ causes }) => causes).filter((id) => known.has(id))).toEqual([]);
  });

  it("stand for the last call where a conversation counts anew in each turn", async () => {
    const all = await events(async (adapter) => {
      const messages: object[] = [QUESTION];
      for (let turn = 0; turn < 2; turn++) {
        messages.push(await ask(adapter, messages, "read:0 read"));
        await runOf(adapter);
        messages.push(resultOf("read:0"));
      }
      await ask(adapter, messages);
    });
    expect(outline(all).filter((line) => /^(request|tool_run)/.test(line))).toEqual([
      "request0 <",
      "tool_run3 < tool_call2",
      "request5 < tool_result4",
      "tool_run8 < tool_call7",
      "request10 < tool_result9",
    ]);
  });
});

it("a result is cited of the call that it belongs to, and not of an earlier one with its id", async () => {
  const all = await events(async (adapter) => {
    const messages: object[] = [QUESTION, await ask(adapter, [QUESTION], "call_0 read")];
    await adapter.withToolCall("call_0", async () => "!");
    messages.push(resultOf("call_0"));
    messages.push(await ask(adapter, messages, "call_0 read"));
    // Run by hand: its result was not seen.
    messages.push(resultOf("call_0"));
    await ask(adapter, messages);
  });
  expect(outline(all).filter((line) => line.startsWith("request"))).toEqual([
    "request0 <",
    "request5 < tool_result4",
    "request8 < tool_call7",
  ]);
});

describe("the results that are new in a request", () => {
  const call = (id: string) => ({ type: "function_call", call_id: id, name: "look", arguments: "{}" });
  const output = (id: string) => ({ type: "function_call_output", call_id: id, output: "!" });
  const cited = (all: readonly CausalEvent<any>[]) =>
    all.filter(({ name }) => name === "llm.request").map(({ data }) => data.toolResults);

  it("are those of one answer, also where calls and results alternate", async () => {
    const all = await events(async (adapter) => {
      const input: object[] = [QUESTION];
      const respond = (...made: object[]) => post(adapter, "/responses", { input }, { output: made });
      await respond(call("A"), call("B"));
      input.push(call("A"), output("A"), call("B"), output("B"));
      for (const id of ["A", "B"]) await adapter.withToolCall(id, async () => "!");
      await respond(call("C"));
      input.push(call("C"), output("C"));
      await respond();
      // Once more, and something else: neither is new.
      await respond();
      input.push({ role: "assistant", content: "done" }, QUESTION);
      await respond();
    });
    expect(cited(all)).toEqual([undefined, ["A", "B"], ["C"], ["C"], undefined]);
    const results = all.filter(({ name }) => name === "llm.tool_result").map(({ id }) => id);
    expect(all.filter(({ name }) => name === "llm.request")[1]!.causes).toEqual(results);
  });

  it("are none in a new question, also where the model's items are sent as references", async () => {
    const reference = (id: string) => ({ type: "item_reference", id });
    const all = await events(async (adapter) => {
      const respond = (input: object[], ...made: object[]) =>
        post(adapter, "/responses", { input }, { output: made });
      await respond([QUESTION], call("A"));
      const history = [QUESTION, reference("fc1"), output("A")];
      await respond(history);
      await respond([...history, reference("msg1"), QUESTION]);
    });
    expect(cited(all)).toEqual([undefined, ["A"], undefined]);
  });

  it("come before the answer that the model is to go on with", async () => {
    const use = { type: "tool_use", id: "tu1", name: "look", input: {} };
    const all = await events(async (adapter) => {
      const messages: object[] = [QUESTION];
      await post(adapter, "/messages", { messages }, { content: [use] });
      messages.push({ role: "assistant", content: [use] });
      messages.push({ role: "user", content: [{ type: "tool_result", tool_use_id: "tu1", content: "!" }] });
      messages.push({ role: "assistant", content: "{" });
      await post(adapter, "/messages", { messages }, { content: [] });
    });
    expect(cited(all)).toEqual([undefined, ["tu1"]]);
  });
});

it("calls of custom tools and of a shell are told like those of functions", async () => {
  const all = await events(
    async (adapter) => {
      const custom = { id: "k1", type: "custom", custom: { name: "shell", input: "rm -rf /" } };
      const message = { role: "assistant", tool_calls: [custom] };
      await post(adapter, "/chat/completions", {}, { choices: [{ message }] });
      const parts = [custom, { custom: { input: "tmp" } }].map((each) => ({ index: 0, ...each }));
      await post(adapter, "/chat/completions", {}, [
        ...parts.map((part) => ({ choices: [{ index: 0, delta: { tool_calls: [part] } }] })),
        { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
      ]);
      const output = [
        { type: "custom_tool_call", call_id: "k2", name: "shell", input: "42" },
        { type: "shell_call", call_id: "k3", action: { commands: ["ls"] } },
        { type: "web_search_call", id: "ws1", status: "completed" },
      ];
      await post(adapter, "/responses", { input: "?" }, { output });
      await adapter.withToolCall("k2", async () => "!");
      const results = [{ type: "custom_tool_call_output", call_id: "k2", output: "!" }];
      await post(adapter, "/responses", { input: [QUESTION, ...output, ...results] }, { output: [] });
    },
    { capture: "arguments" },
  );
  const calls = all.filter(({ name }) => name === "llm.tool_call");
  expect(
    calls.map((each) => each.data.toJSON()).map((each) => [each.callId, each.tool, each.arguments]),
  ).toEqual([
    ["k1", "shell", "rm -rf /"],
    ["k1", "shell", "rm -rf /tmp"],
    ["k2", "shell", "42"],
    ["k3", "shell", { commands: ["ls"] }],
  ]);
  expect(outline(all).slice(-4)).toEqual([
    "tool_run10 < tool_call8",
    "tool_result11 < tool_run10",
    "request12 < tool_result11",
    "response13 < request12",
  ]);
});

it.each([
  ["without an index", [undefined, undefined]],
  ["all of index 0", [0, 0]],
  ["of an index each", [0, 1]],
])("whole calls in parts are told one by one: %s", async (_, indexes) => {
  const part = (index: number | undefined, id: string | undefined, name?: string) => {
    const call = { index, id, function: { name, arguments: name === undefined ? "1}" : '{"n":' } };
    return { choices: [{ index: 0, delta: { tool_calls: [call] } }] };
  };
  const all = await events(
    (adapter) =>
      post(adapter, "/chat/completions", {}, [
        part(indexes[0], "c1", "read"),
        part(indexes[0], "c1"),
        part(indexes[1], "c2", "pay"),
        part(indexes[1], ""),
        { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
      ]),
    { capture: "arguments" },
  );
  const calls = all.filter(({ name }) => name === "llm.tool_call").map(({ data }) => data.toJSON());
  expect(calls.map((each) => [each.callId, each.tool, each.arguments])).toEqual([
    ["c1", "read", { n: 1 }],
    ["c2", "pay", { n: 1 }],
  ]);
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

describe("the tap", () => {
  const answer =
    (body: ReadableStream | string, headers = {}) =>
    async () =>
      new Response(body, { headers });
  const post = { method: "POST", body: JSON.stringify({ model: "m", messages: [], stream: true }) };
  const URL_ = "http://x/v1/chat/completions";

  it("passes what it does not know as it is", async () => {
    const adapter = new LLMEventAdapter("llm");
    const response = new Response("ok");
    const fetch = adapter.fetch(async () => response);
    expect(await fetch("http://x/embeddings", { method: "POST", body: "{}" })).toBe(response);
    expect(await fetch(URL_)).toBe(response);
    const message = { method: "POST", body: JSON.stringify({ role: "user", content: "?" }) };
    expect(await fetch("http://x/threads/t1/messages", message)).toBe(response);
    const upload = new Request(URL_, { method: "POST", body: new Uint8Array(1) });
    expect(await fetch(upload)).toBe(response);
    expect(await fetch(URL_, { method: "POST", body: "not json" })).toBe(response);
    expect(adapter.faults).toBe(1);
  });

  it("tells of what is sent as a Request, which goes out as it is", async () => {
    const sent: string[] = [];
    const base = async (input: unknown) => {
      sent.push(await (input as Request).text());
      return Response.json({ choices: [] });
    };
    const request = () => new Request(URL_, post);
    const all = await events(async (adapter) => {
      await (await withCause("a", () => adapter.fetch(base)(request()))).text();
      const fails = () => Promise.reject(new Error("no"));
      await expect(adapter.fetch(fails)(request())).rejects.toThrow("no");
      const abort = AbortSignal.abort(new Error("enough"));
      await expect(adapter.fetch(fails)(new Request(request(), { signal: abort }))).rejects.toThrow("no");
    });
    expect(sent).toEqual([post.body]);
    expect(all.map(({ name, data }) => [name, data.model ?? data.kind])).toEqual([
      ["llm.request", "m"],
      ["llm.response", undefined],
      ["llm.request", "m"],
      ["llm.error", "network"],
      ["llm.retry", "m"],
      ["llm.error", "aborted"],
    ]);
    expect(all[0]!.causes).toEqual(["a"]);
  });

  it("ends a request whose answer has a body of another kind", async () => {
    const own = { ok: true, status: 200, headers: new Headers(), body: Readable.from(["{}"]) };
    const all = await events(async (adapter) => {
      const fetch = adapter.fetch(async () => own as unknown as Response);
      expect(await fetch(URL_, post)).toBe(own);
    });
    expect(all.map(({ name, data }) => data.kind ?? name)).toEqual(["llm.request", "unreadable"]);
  });

  it("gives a response like that of the server", async () => {
    const adapter = new LLMEventAdapter("llm");
    const original = new Response("{}", {
      status: 201,
      statusText: "Made",
      headers: { "x-request-id": "7" },
    });
    Object.defineProperty(original, "url", { value: URL_ });
    const passed = await adapter.fetch(async () => original)(URL_, post);
    expect([passed.status, passed.statusText, passed.url, passed.headers.get("x-request-id")]).toEqual([
      201,
      "Made",
      URL_,
      "7",
    ]);
    expect(passed).toBeInstanceOf(Response);
    expect(await passed.text()).toBe("{}");
  });

  it("asks for no chunk before it is wanted, and passes each as it was", async () => {
    let pulled = 0;
    const chunks = ["data: {}\n\n", "", "data: [DO", "NE]\n\n"].map((text) => new TextEncoder().encode(text));
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const chunk = chunks[pulled++];
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
    const adapter = new LLMEventAdapter("llm");
    const fetch = adapter.fetch(answer(body, { "content-type": "text/event-stream" }));
    const response = await fetch(URL_, post);
    expect(pulled).toBe(0);
    const reader = response.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: {}\n\n");
    expect(pulled).toBe(1);
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: [DO");
    const byob = new Response(new Blob(["data: [DONE]\n\n"])).body!;
    const other = await adapter.fetch(answer(byob))(URL_, post);
    const into = other.body!.getReader({ mode: "byob" });
    expect((await into.read(new Uint8Array(100))).value?.length).toBe(14);
    expect((await into.read(new Uint8Array(100))).done).toBe(true);
  });

  it("reads events however the bytes are cut", () => {
    const text = 'data: {"a":"é"}\r\n\r\n: note\ndata: 1\ndata: 2\n\nevent: x\ndata:3\r\rdata: [DONE]\n\n';
    const bytes = new TextEncoder().encode(text);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const reader = new EventStreamReader();
        const found = places.slice(1).flatMap((end, at) => reader.read(bytes.subarray(places[at], end)));
        expect(found).toEqual(['{"a":"é"}', "1\n2", "3", "[DONE]"]);
      }),
    );
  });

  it("tells of a stream that comes byte by byte what it tells of one in one piece", async () => {
    const recorded: Uint8Array[] = [];
    for (const path of ["/v1/chat/completions", "/v1/responses", "/v1/messages"]) {
      const question = {
        model: "well",
        stream: true,
        input: "tea",
        messages: [{ role: "user", content: "tea" }],
      };
      const response = await fetch(`${server.url}${path}`, {
        method: "POST",
        body: JSON.stringify(question),
      });
      recorded.push(new Uint8Array(await response.arrayBuffer()));
      const told = async (chunks: readonly Uint8Array[]): Promise<unknown[]> => {
        const body = new ReadableStream({
          start(controller) {
            for (const chunk of chunks) controller.enqueue(chunk);
            controller.close();
          },
        });
        const all = await events(async (adapter) => {
          const tapped = adapter.fetch(answer(body, { "content-type": "text/event-stream" }));
          await (await tapped(`http://x${path}`, { method: "POST", body: JSON.stringify(question) })).text();
        });
        return all.map(({ name, data }) => [name, { ...data, durationMs: 0, links: [] }]);
      };
      const bytes = recorded.at(-1)!;
      const whole = await told([bytes]);
      expect(whole.map(([name]: any) => name)).toEqual(["llm.request", "llm.response", "llm.tool_call"]);
      expect(await told([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
    }
  });
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
