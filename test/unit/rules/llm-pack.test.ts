import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { StreamProcessor } from "tsrapide";
import { parseRules } from "tsrapide/rules";
import { expect, it } from "vitest";

const path = fileURLToPath(new URL("../../../src/rules/llm.yaml", import.meta.url));
const rules = parseRules(readFileSync(path, "utf8"), { file: path });

/** A recording: each event by its kind, with the kinds before it that caused it, numbered from 0. */
function recorded(...steps: readonly (readonly [kind: string, ...causes: number[]])[]): object[] {
  return steps.map(([kind, ...causes], at) => ({
    id: `e${at}`,
    name: `llm.${kind}`,
    causes: causes.map((each) => `e${each}`),
  }));
}

async function broken(events: readonly object[]): Promise<string[]> {
  const processor = new StreamProcessor();
  for (const constraint of rules.constraints) processor.enforce(constraint);
  processor.addSource("recording", events as any[]);
  const { violations } = await processor.run();
  return violations.map(({ constraint, chain }) => `${constraint}: ${chain.map(({ id }) => id).join(" > ")}`);
}

const LOOP = recorded(
  ["request"],
  ["error", 0],
  ["retry", 1],
  ["response", 2],
  ["tool_call", 3],
  ["tool_run", 4],
  ["tool_result", 5],
  ["tool_call", 3],
  ["tool_refused", 7],
  ["request", 6, 8],
  ["response", 9],
);

it("holds of a loop with a retry, a tool that is run and one that is refused", async () => {
  expect(await broken(LOOP)).toEqual([]);
});

it.each([
  [
    "a request that is not answered",
    recorded(["request"], ["response", 0], ["request", 1]),
    ["every_request_is_answered: e2"],
  ],
  [
    "a retry that comes to nothing",
    recorded(["request"], ["error", 0], ["retry", 1]),
    ["every_request_is_answered: e2"],
  ],
  [
    "a tool call that is forgotten",
    recorded(["request"], ["response", 0], ["tool_call", 1], ["request", 1], ["response", 3]),
    ["every_tool_call_is_run_or_refused: e2"],
  ],
  [
    "a tool that is run twice for one call",
    recorded(
      ["request"],
      ["response", 0],
      ["tool_call", 1],
      ["tool_run", 2],
      ["tool_result", 3],
      ["tool_run", 2],
      ["tool_result", 5],
      ["request", 4, 6],
      ["response", 7],
    ),
    ["no_tool_call_is_run_twice: e2 > e5"],
  ],
  [
    "a result that no request brings back",
    recorded(["request"], ["response", 0], ["tool_call", 1], ["tool_run", 2], ["tool_result", 3]),
    ["every_result_is_used: e4"],
  ],
])("is broken by %s", async (_, events, expected) => {
  expect(await broken(events)).toEqual(expected);
});
