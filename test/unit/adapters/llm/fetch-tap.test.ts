import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EventStreamReader } from "../../../../src/adapters/llm/sse.ts";
import { LLMEventAdapter } from "../../../../src/adapters/llm/index.ts";
import { withCause } from "../../../../src/context/index.ts";
import { ModelServer } from "./model-server.ts";
import { events } from "./told.ts";

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.stop());
beforeEach(() => server.reset());

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
