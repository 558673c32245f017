import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { StreamProcessor } from "tsrapide";
import { parseRules } from "tsrapide/rules";
import { expect, it } from "vitest";
import { CapturePolicy } from "../../../src/adapters/capture.ts";
import { Correlator } from "../../../src/adapters/mcp/correlator.ts";
import type { Observation } from "../../../src/adapters/mcp/observation.ts";

const path = fileURLToPath(new URL("../../../src/rules/mcp.yaml", import.meta.url));
const rules = parseRules(readFileSync(path, "utf8"), { file: path });

/** A recording, as an adapter makes it of what passes, and a file holds it. */
function recorded(
  source: string,
  passed: readonly (readonly ["client" | "server" | "closed", object?, string[]?])[],
): any[] {
  const policy = new CapturePolicy({});
  const correlator = new Correlator({
    source,
    prefix: `${source}.`,
    transport: "stdio",
    policy,
    sessionOrder: undefined,
  });
  const events = passed.flatMap(([from, message, causes = []], at) => {
    const seen: Observation =
      from === "closed" ? { type: from, causes } : { type: "message", from, message, causes };
    return correlator.observe(at, seen).map(({ event }) => event);
  });
  return JSON.parse(JSON.stringify(events));
}

async function broken(events: readonly object[]): Promise<string[]> {
  const processor = new StreamProcessor();
  for (const constraint of rules.constraints) processor.enforce(constraint);
  processor.addSource("recording", events as any[]);
  const { violations, constraints } = await processor.run();
  expect(constraints.map(({ predicateErrors }) => predicateErrors)).toEqual(constraints.map(() => 0));
  return violations.map(
    ({ constraint, chain }) => `${constraint}: ${chain.map(({ name }) => name.slice(4)).join(" > ")}`,
  );
}

const call = (id: number): ["client", object] => [
  "client",
  { id, method: "tools/call", params: { name: "t", _meta: { progressToken: id } } },
];
const result = (id: number): ["server", object] => ["server", { id, result: { content: [] } }];
const progress = (id: number): ["server", object] => [
  "server",
  { method: "notifications/progress", params: { progressToken: id, progress: 1 } },
];
const cancel = (id: number): ["client", object] => [
  "client",
  { method: "notifications/cancelled", params: { requestId: id } },
];
const asks: ["server", object] = ["server", { id: 0, method: "roots/list" }];
const next = (id: number): ["client", object, string[]] => [...call(id), ["s.3"]];

type Passed = Parameters<typeof recorded>[1];
const EXAMPLES: Record<string, { holds: Passed; breaks: Passed; how: string }> = {
  every_call_is_answered: {
    holds: [call(1), result(1), call(2), cancel(2), call(3), ["server", { id: 3, error: { code: 1 } }]],
    breaks: [call(1), ["closed"]],
    how: "tool_call",
  },
  one_answer_a_call: {
    holds: [call(1), result(1), next(2), result(2)],
    breaks: [call(1), result(1), result(1)],
    how: "tool_call > tool_result",
  },
  no_progress_after_the_answer: {
    holds: [call(1), progress(1), progress(1), result(1)],
    breaks: [call(1), result(1), progress(1)],
    how: "tool_call > progress",
  },
  silent_after_cancellation: {
    holds: [call(1), progress(1), cancel(1)],
    breaks: [call(1), progress(1), cancel(1), progress(1)],
    how: "tool_call > progress > progress",
  },
  server_is_answered: {
    holds: [asks, ["client", { id: 0, result: { roots: [] } }]],
    breaks: [asks],
    how: "server_request",
  },
  no_call_on_a_closed_connection: {
    holds: [call(1), result(1), ["closed"]],
    breaks: [call(1), result(1), ["closed"], call(2), ["server", { id: 2, result: {} }]],
    how: "disconnect > tool_call",
  },
};

it("shows for each of its rules when it holds and when not", async () => {
  expect(Object.keys(EXAMPLES)).toEqual(rules.constraints.map(({ name }) => name));
  for (const [name, { holds, breaks, how }] of Object.entries(EXAMPLES)) {
    expect(await broken(recorded("s", holds)), name).toEqual([]);
    expect(await broken(recorded("s", breaks)), name).toEqual([`${name}: ${how}`]);
  }
});

it("leaves another connection alone that is used because one is gone", async () => {
  const gone = recorded("a", [call(1), result(1), ["closed"]]);
  const other = recorded("b", [[...call(1), [gone.at(-1).id]], result(1)]);
  expect(await broken([...gone, ...other])).toEqual([]);
});

it("finds in the recorded session what is wrong with it", async () => {
  const session = fileURLToPath(new URL("../../../examples/mcp-session/session.ndjson", import.meta.url));
  const events = readFileSync(session, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect((await broken(events)).map((line) => line.split(":")[0])).toEqual([
    "silent_after_cancellation",
    "silent_after_cancellation",
    "every_call_is_answered",
  ]);
});
