import { describe, expect, it } from "vitest";
import { LLMEventAdapter } from "../../../../src/adapters/llm/index.ts";
import { currentCauses, withCause } from "../../../../src/context/index.ts";
import { type CausalEvent, never, StreamProcessor } from "../../../../src/index.ts";
import { ask, events, outline, post, QUESTION, resultOf } from "./told.ts";

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
