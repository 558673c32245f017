import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CapturePolicy } from "../../../../src/adapters/capture.ts";
import { Correlator } from "../../../../src/adapters/mcp/correlator.ts";
import type { Observation } from "../../../../src/adapters/mcp/observation.ts";
import { SessionOrder } from "../../../../src/adapters/mcp/session-order.ts";
import type { CausalEvent } from "../../../../src/index.ts";
import { outline } from "./outline.ts";

function correlator(options: { sessionOrder?: boolean } = {}): Correlator {
  return new Correlator({
    source: "s",
    prefix: "s.",
    transport: "stdio",
    policy: new CapturePolicy({}),
    sessionOrder: options.sessionOrder === true ? new SessionOrder() : undefined,
  });
}

type Seen = Observation;

/** What happened, of what was seen, a millisecond each. */
function events(seen: readonly Seen[], options = {}): CausalEvent<any>[] {
  const made = correlator(options);
  return seen.flatMap((each, at) => made.observe(at, each).map(({ event }) => event));
}

const out = (message: object, causes: readonly string[] = []): Seen => ({
  type: "message",
  from: "client",
  message: { jsonrpc: "2.0", ...message },
  causes,
});
const back = (message: object, stream?: number): Seen => ({
  type: "message",
  from: "server",
  message: { jsonrpc: "2.0", ...message },
  causes: [],
  stream,
});
const call = (id: number | string, name: string, params: object = {}): object => ({
  id,
  method: "tools/call",
  params: { name, arguments: {}, ...params },
});
const result = (id: number | string, more: object = {}): object => ({ id, result: { content: [], ...more } });
const progress = (token: number | string, step: number): object => ({
  method: "notifications/progress",
  params: { progressToken: token, progress: step, total: 9 },
});
const cancel = (id: number | string): object => ({
  method: "notifications/cancelled",
  params: { requestId: id, reason: "enough" },
});
const OPEN: readonly Seen[] = [
  out({ id: 0, method: "initialize", params: {} }),
  back({ id: 0, result: { protocolVersion: "2025-11-25", serverInfo: { name: "n", version: "1" } } }),
];

describe("the links", () => {
  it("tells apart the requests of the two sides, which count alike", () => {
    const seen = [
      ...OPEN,
      out(call(1, "a")),
      back({ id: 1, method: "roots/list" }),
      back(result(1)),
      out({ id: 1, result: { roots: [] } }),
    ];
    expect(outline(events(seen)).slice(1)).toEqual([
      "tool_call a #1 <- connect (connection)",
      "server_request roots/list #1 <- connect (connection)",
      "tool_result a #1 <- tool_call a #1 (id)",
      "client_response roots/list #1 <- server_request roots/list #1 (id)",
    ]);
  });

  it("takes a number that comes back as text for what it is, as clients do", () => {
    const seen = [
      OPEN[0]!,
      back({ id: "0", result: { protocolVersion: "2025-11-25", serverInfo: { name: "n", version: "1" } } }),
      out(call(1, "a", { _meta: { progressToken: 1 } })),
      back(progress("1", 1)),
      back(result("1")),
      // Whoever has texts for ids means each as it is.
      out(call("2", "b")),
      out(call(2, "c")),
      back(result("2")),
      back(result(2)),
      back(result("3")),
    ];
    expect(outline(events(seen))).toEqual([
      "connect <- ",
      "tool_call a #1 <- connect (connection)",
      "progress a #1 1/9 <- tool_call a #1 (progressToken)",
      "tool_result a #1 <- tool_call a #1 (id), progress a #1 1/9 (progressToken)",
      "tool_call b #2 <- connect (connection)",
      "tool_call c #2 <- connect (connection)",
      "tool_result b #2 <- tool_call b #2 (id)",
      "tool_result c #2 <- tool_call c #2 (id)",
      "error #3 orphan <- connect (connection)",
    ]);
  });

  it("takes any name for a method", () => {
    const methods = ["toString", "__proto__", "constructor"];
    const seen = methods.flatMap((method, id) => [
      out({ id: id + 1, method, params: {} }),
      back({ id: id + 1, result: {} }),
    ]);
    const told = events([...OPEN, ...seen]).slice(1);
    expect(told.map(({ name, data }) => [name, data.method])).toEqual(
      methods.flatMap((method) => [
        ["mcp.request", method],
        ["mcp.response", method],
      ]),
    );
  });

  it("follows progress to the end, also past it", () => {
    const seen = [
      ...OPEN,
      out(call(1, "a", { _meta: { progressToken: "t" } })),
      back(progress("t", 1)),
      back(progress("t", 2)),
      out(cancel(1)),
      back(progress("t", 3)),
      back(result(1)),
    ];
    const all = events(seen);
    expect(outline(all).slice(2)).toEqual([
      "progress a #1 1/9 <- tool_call a #1 (progressToken)",
      "progress a #1 2/9 <- progress a #1 1/9 (progressToken)",
      "cancelled a #1 <- progress a #1 2/9 (requestId)",
      "progress a #1 3/9 <- progress a #1 2/9 (progressToken)",
      "tool_result a #1 <- tool_call a #1 (id), progress a #1 3/9 (progressToken)",
    ]);
    expect(all.map(({ data }) => data.late)).toEqual([
      undefined,
      undefined,
      false,
      false,
      undefined,
      true,
      true,
    ]);
  });

  it("gives no call for what a server asks over one pipe, and the call where each has a stream", () => {
    const asks = { id: 7, method: "sampling/createMessage", params: {} };
    const log = { method: "notifications/message", params: { level: "info", data: "x" } };
    const seen = [...OPEN, out(call(1, "a")), out(call(2, "b")), out({ id: 3, method: "ping" })];
    const pipe = events([...seen, back(asks), back(log)]).slice(-2);
    expect(outline(pipe).map((line) => line.replace(/s\.\d+/, "s.N"))).toEqual([
      "server_request sampling/createMessage #7 <- s.N (connection)",
      "notification notifications/message <- s.N (connection)",
    ]);
    expect(pipe[0]?.data.candidates).toEqual(["s.2", "s.3"]);
    const streams = events([...seen, back(asks, 2), back(log, 1)]);
    expect(outline(streams).slice(-2)).toEqual([
      "server_request sampling/createMessage #7 <- tool_call b #2 (stream)",
      "notification notifications/message <- tool_call a #1 (stream)",
    ]);
    expect(streams.at(-2)?.data.candidates).toEqual([]);
  });

  it("links a retry to the result that asked for it, by the state it brings back", () => {
    const seen = [
      ...OPEN,
      out(call(1, "a")),
      back(result(1, { resultType: "input_required", requestState: "opaque" })),
      out(call(2, "a", { requestState: "opaque" })),
      out(call(3, "a", { requestState: "another" })),
    ];
    expect(outline(events(seen)).slice(3)).toEqual([
      "tool_call a #2 <- tool_result a #1 (requestState)",
      "tool_call a #3 <- connect (connection)",
    ]);
  });

  it("says what the sender says, and the connection unless that comes of it", () => {
    const seen = [...OPEN, out(call(1, "a"), ["elsewhere"]), back(result(1)), out(call(2, "b"), ["s.3"])];
    expect(outline(events(seen)).slice(1)).toEqual([
      "tool_call a #1 <- connect (connection), elsewhere (context)",
      "tool_result a #1 <- tool_call a #1 (id)",
      "tool_call b #2 <- tool_result a #1 (context)",
    ]);
  });

  it("adds to a cancellation who decided it, not the call's own reasons", () => {
    const sent = { ...out(call(1, "a"), ["task"]) };
    const timeout = events([...OPEN, sent, out(cancel(1), ["task"])]).at(-1);
    expect(timeout?.causes).toEqual(["s.2"]);
    const abort = events([...OPEN, sent, out(cancel(1), ["task", "news"])]).at(-1);
    expect(abort?.causes).toEqual(["s.2", "news"]);
    expect(abort?.data).toMatchObject({ callId: 1, tool: "a", via: "message" });
  });

  it("ends what is open when the connection goes, each call by itself", () => {
    const seen = [
      ...OPEN,
      out(call(1, "a", { _meta: { progressToken: 1 } })),
      out(call(2, "b")),
      back(progress(1, 1)),
      back(result(2)),
      { type: "closed", causes: [], exit: { code: null, signal: "SIGKILL" } } as const,
      { type: "closed", causes: [] } as const,
      out(call(3, "c"), ["s.2"]),
    ];
    const all = events(seen);
    expect(outline(all).slice(-3)).toEqual([
      "disconnect <- connect (connection)",
      "error a #1 connection-closed <- progress a #1 1/9 (id), disconnect (connection)",
      "tool_call c #3 <- disconnect (connection), tool_call a #1 (context)",
    ]);
    expect(all.find(({ name }) => name === "mcp.disconnect")?.data).toMatchObject({
      open: 1,
      exitCode: null,
      signal: "SIGKILL",
    });
  });

  it("knows a connection that nobody opened, or that was open before", () => {
    expect(outline(events([out(call(1, "a"), ["task"])]))).toEqual([
      "connect <- task (context)",
      "tool_call a #1 <- connect (connection), task (context)",
    ]);
    const joined = { type: "joined", server: "n", version: "1", protocol: "2025-11-25" } as const;
    const [connect] = events([joined, out({ id: 1, method: "initialize", params: {} })]);
    expect(connect?.data).toMatchObject({ server: "n", version: "1", protocol: "2025-11-25", late: true });
  });

  it("tells apart a failed tool, a refused request, and one that never went out", () => {
    const seen = [
      ...OPEN,
      out(call(1, "a")),
      back(result(1, { isError: true })),
      out({ id: 2, method: "resources/read", params: { uri: "x://y" } }),
      back({ id: 2, error: { code: -32602, message: "no such thing" } }),
      out(call(3, "b")),
      { type: "unsent", message: call(3, "b"), error: new Error("socket closed") } as const,
      { type: "trouble", error: "?" } as const,
      back(result(9)),
    ];
    const all = events(seen).slice(2);
    expect(outline(all).map((line) => line.split(" <-")[0])).toEqual([
      "tool_result a #1",
      "resource_read #2",
      "error #2 rpc",
      "tool_call b #3",
      "error b #3 send",
      "error transport",
      "error #9 orphan",
    ]);
    expect(all[0]?.data).toMatchObject({ isError: true });
    expect(all[1]?.data).toMatchObject({ uri: "x://y" });
    expect(all[2]?.data).toMatchObject({ uri: "x://y", code: -32602 });
  });

  it("takes a batch as what it holds, and tells of what is no message", () => {
    const batch = [call(1, "a"), call(2, "b"), 7, { id: null }];
    const passed = { type: "message", from: "server", causes: [] } as const;
    const seen: Seen[] = [
      ...OPEN,
      { ...passed, from: "client", message: batch },
      { ...passed, message: "text" },
    ];
    const names = events(seen).map(({ name }) => name);
    expect(names.slice(1)).toEqual([
      "mcp.tool_call",
      "mcp.tool_call",
      "mcp.unreadable",
      "mcp.unreadable",
      "mcp.unreadable",
    ]);
  });

  it("forgets what is long over, and the oldest of what never ends", () => {
    const seen: Seen[] = [...OPEN, out(call("first", "a", { _meta: { progressToken: "p" } }))];
    for (let id = 0; id < 10_000; id++) seen.push(out(call(id, "a")));
    seen.push(back(progress("p", 1)), back(result("first")), back(result(9_999)));
    expect(outline(events(seen).slice(-3)).map((line) => line.split(" <-")[0])).toEqual([
      "notification notifications/progress",
      "error #first orphan",
      "tool_result a #9999",
    ]);
  });
});

describe("session order", () => {
  const ordered = (seen: readonly Seen[]): CausalEvent<any>[] => events(seen, { sessionOrder: true });

  it("takes what the client sends as caused by all it has received, in few causes", () => {
    const seen = [
      ...OPEN,
      out(call(1, "a")),
      back(result(1)),
      out(call(2, "b")),
      out(call(3, "c")),
      back(result(3)),
      out(call(4, "d")),
      back(result(2)),
      back(result(4)),
      out(call(5, "e")),
      back({ id: 1, method: "roots/list" }),
      out({ id: 1, result: {} }),
    ];
    expect(outline(ordered(seen)).filter((line) => !line.startsWith("tool_result"))).toEqual([
      "connect <- ",
      "tool_call a #1 <- connect (session)",
      "tool_call b #2 <- tool_result a #1 (session)",
      "tool_call c #3 <- tool_result a #1 (session)",
      "tool_call d #4 <- tool_result c #3 (session)",
      "tool_call e #5 <- tool_result b #2 (session), tool_result d #4 (session)",
      "server_request roots/list #1 <- connect (connection)",
      "client_response roots/list #1 <- server_request roots/list #1 (id)",
    ]);
  });

  it("lets one event stand for much that came side by side", () => {
    const log = back({ method: "notifications/message", params: {} });
    const seen = [...OPEN, ...Array.from({ length: 100 }, () => log), out(call(1, "a")), out(call(2, "b"))];
    const all = ordered(seen);
    const [first, second] = all.slice(-2);
    expect(first?.causes.length).toBeLessThan(10);
    expect(second?.causes).toEqual(first?.causes);
    const reached = new Set<string>();
    const byId = new Map(all.map((event) => [event.id, event]));
    const visit = (id: string): void => {
      if (!reached.has(id)) for (const cause of (reached.add(id), byId.get(id)?.causes ?? [])) visit(cause);
    };
    visit(first?.id as string);
    // All that came before the call is in its past, and the other call is not.
    expect(reached.size).toBe(all.length - 1);
  });

  it("says exactly what the client could have known: against a naive reference", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("call" as const) }),
      fc.record({ kind: fc.constant("answer" as const), of: fc.nat({ max: 20 }) }),
      fc.record({ kind: fc.constant("log" as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const seen: Seen[] = [...OPEN];
        const open: number[] = [];
        let id = 0;
        for (const { kind, ...rest } of steps) {
          if (kind === "call") {
            open.push(++id);
            seen.push(out(call(id, "t")));
          } else if (kind === "log") seen.push(back({ method: "notifications/message", params: {} }));
          else if (open.length > 0) {
            const [answered] = open.splice((rest as { of: number }).of % open.length, 1);
            seen.push(back(result(answered as number)));
          }
        }
        const all = ordered(seen);
        const past = new Map<string, Set<string>>();
        const received: string[] = [];
        for (const event of all) {
          const before = new Set(event.causes.flatMap((cause) => [cause, ...(past.get(cause) ?? [])]));
          past.set(event.id, before);
          const isSent = event.name === "mcp.tool_call";
          if (isSent) for (const each of received) expect(before.has(each)).toBe(true);
          if (isSent) expect([...before].every((each) => !isOpenCall(each, all, event))).toBe(true);
          if (!isSent) received.push(event.id);
          expect(event.causes.length).toBeLessThan(11);
        }
      }),
    );
  });

  /** Whether it is a call that had no answer yet when `event` was sent: that cannot be a cause. */
  function isOpenCall(id: string, all: readonly CausalEvent<any>[], event: CausalEvent<any>): boolean {
    const at = all.findIndex((each) => each.id === id);
    if (all[at]?.name !== "mcp.tool_call") return false;
    const answer = all.findIndex((each) => each.name === "mcp.tool_result" && each.causes.includes(id));
    return answer === -1 || answer > all.indexOf(event);
  }
});

it("takes for names only what can be names", () => {
  const secret = "hunter2";
  const long = `${"x".repeat(1_000)}${secret}`;
  const params = { name: { secret }, arguments: { [long]: secret }, _meta: { progressToken: long } };
  const seen = [
    ...OPEN,
    out({ id: long, method: "tools/call", params }),
    back({
      method: "notifications/progress",
      params: { progressToken: long, progress: secret, total: [secret] },
    }),
    back({ id: long, error: { code: { secret }, message: secret } }),
    out({ id: 2, method: "resources/read", params: { uri: long } }),
    back({ id: 2, result: { contents: [{ mimeType: { secret } }], resultType: long } }),
    out({ id: 3, method: long }),
    back({ method: `notifications/${long}` }),
  ];
  const all = events(seen);
  expect(all.length).toBe(8);
  expect(JSON.stringify(all)).not.toContain(secret);
  expect(JSON.stringify(all).length).toBeLessThan(8_000);
});

describe("whatever passes", () => {
  const id = fc.oneof(fc.nat({ max: 3 }), fc.constantFrom("a", null, undefined, 1.5));
  const message = fc.oneof(
    fc.anything(),
    fc.record(
      {
        id,
        method: fc.constantFrom(
          "initialize",
          "server/discover",
          "tools/call",
          "ping",
          "prompts/get",
          "resources/read",
          "notifications/progress",
          "notifications/cancelled",
        ),
        params: fc.oneof(
          fc.anything(),
          fc.record({
            name: fc.anything(),
            requestId: id,
            progressToken: id,
            requestState: fc.constantFrom("x", 1),
            _meta: fc.record({ progressToken: id }),
          }),
        ),
        result: fc.option(fc.oneof(fc.anything(), fc.record({ requestState: fc.constantFrom("x", 1) }))),
        error: fc.option(fc.anything(), { nil: undefined }),
      },
      { requiredKeys: [] },
    ),
  );
  const observation: fc.Arbitrary<Seen> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        type: fc.constant("message" as const),
        from: fc.constantFrom("client" as const, "server" as const),
        message,
        causes: fc.constantFrom([], ["ext"], ["ext", "other"]),
        stream: fc.constantFrom(undefined, 1, "a"),
      }),
    },
    fc.record({
      type: fc.constant("abandoned" as const),
      id: fc.constantFrom(1, "a"),
      causes: fc.constant([]),
    }),
    fc.record({ type: fc.constant("unsent" as const), message, error: fc.anything() }),
    fc.record({ type: fc.constant("trouble" as const), error: fc.anything() }),
    fc.constant({ type: "joined" as const }),
    fc.record({ type: fc.constant("closed" as const), causes: fc.constant([]) }),
  );

  it.each([false, true])("becomes events that cite what came before (session order: %s)", (sessionOrder) => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 40 }), (seen) => {
        const known = new Set(["ext", "other"]);
        const ids = new Set<string>();
        for (const event of events(seen, { sessionOrder })) {
          expect(event.name).toMatch(/^mcp\.[a-z_]+$/);
          for (const cause of event.causes) expect(known).toContain(cause);
          expect(event.causes).not.toContain(event.id);
          expect(ids).not.toContain(event.id);
          ids.add(event.id);
          known.add(event.id);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives the same events again from observations that were kept as JSON", () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 40 }), (seen) => {
        const kept = JSON.parse(
          JSON.stringify(seen, (_, value) => (typeof value === "bigint" ? "n" : value)),
        );
        expect(JSON.stringify(events(kept))).toBe(JSON.stringify(events(structuredClone(kept))));
      }),
    );
  });
});
