import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Report, StreamProcessor, type Violation } from "tsrapide";
import { parseRules } from "tsrapide/rules";
import { describe, expect, test } from "vitest";

const folder = new URL("../../../examples/mcp-session/", import.meta.url);

interface Recorded {
  id: string;
  name: string;
  source: string;
  time: number;
  data: {
    callId?: number;
    tool?: string;
    method?: string;
    late?: boolean;
    isError?: boolean;
    kind?: string;
    progress?: number;
    total?: number;
    candidates?: string[];
    links: { to: string; by: string }[];
  };
  causes: string[];
}

const text = readFileSync(fileURLToPath(new URL("session.ndjson", folder)), "utf8");
const events = text
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Recorded);
const byId = new Map(events.map((event) => [event.id, event]));
const named = (name: string): Recorded[] => events.filter((event) => event.name === name);
const causesOf = (event: Recorded): Recorded[] => event.causes.map((id) => byId.get(id) as Recorded);

describe("the file", () => {
  test("holds a few hundred events of exactly these fields", () => {
    expect(text.length).toBeLessThan(300_000);
    expect(events.length).toBeGreaterThan(100);
    for (const event of events)
      expect(Object.keys(event)).toEqual(["id", "name", "source", "time", "data", "causes"]);
  });

  test("has unique ids, valid names, and times that never go back", () => {
    expect(byId.size).toBe(events.length);
    let time = 0;
    for (const event of events) {
      expect(event.name).toMatch(/^mcp\.[a-z_]+$/);
      expect(["files", "jobs"]).toContain(event.source);
      expect(Number.isInteger(event.time)).toBe(true);
      expect(event.time).toBeGreaterThanOrEqual(time);
      time = event.time;
    }
  });

  test("names each cause once, and only after it has happened", () => {
    const seen = new Set<string>();
    for (const event of events) {
      expect(new Set(event.causes).size).toBe(event.causes.length);
      for (const cause of event.causes) expect(seen).toContain(cause);
      expect(new Set(event.data.links.map((link) => link.to))).toEqual(new Set(event.causes));
      seen.add(event.id);
    }
  });

  test("says nothing of the machine it was made on", () => {
    const strings: string[] = [];
    JSON.parse(`[${text.trimEnd().split("\n").join(",")}]`, (_key, value: unknown) => {
      if (typeof value === "string") strings.push(value);
      return value;
    });
    for (const string of strings) {
      expect(string).not.toMatch(/^(\/|~|[A-Za-z]:[\\/])|file:|[\s"'(](\/|[A-Za-z]:\\)/);
      expect(string).not.toMatch(/\b(PATH|HOME|USER|SHELL)\b|localhost|https?:/);
    }
  });
});

describe("the links", () => {
  test("a result, an error or a cancellation cites the call with the same id", () => {
    for (const event of events) {
      if (!["mcp.tool_result", "mcp.error", "mcp.cancelled", "mcp.progress"].includes(event.name)) continue;
      const same = causesOf(event).filter(
        (cause) => cause.source === event.source && cause.data.callId === event.data.callId,
      );
      expect(same.length, event.id).toBeGreaterThan(0);
    }
  });

  test("progress forms one chain a call", () => {
    for (const event of named("mcp.progress")) {
      expect(event.causes).toHaveLength(1);
      const [before] = causesOf(event);
      expect(before?.data.progress ?? 0).toBe((event.data.progress as number) - 1);
    }
  });

  test("what the server asks back is attributed to no call", () => {
    const asked = named("mcp.server_request");
    expect(asked.length).toBeGreaterThan(0);
    for (const event of asked) expect(causesOf(event).map(({ name }) => name)).toEqual(["mcp.connect"]);
    // The calls that were open when the server asked for the roots, by a timer of its own, had
    // nothing to do with it.
    const roots = asked.find((event) => event.data.method === "roots/list");
    expect(roots?.data.candidates?.length).toBeGreaterThan(1);
  });

  test("there are only two roots: the connections", () => {
    const roots = events.filter((event) => event.causes.length === 0);
    expect(roots.map(({ name, source }) => `${name} ${source}`).toSorted()).toEqual([
      "mcp.connect files",
      "mcp.connect jobs",
    ]);
  });
});

describe("what happened", () => {
  test("calls made at once are answered out of order", () => {
    const answers = named("mcp.tool_result")
      .filter(({ source }) => source === "jobs")
      .map(({ data }) => data.callId as number);
    expect(answers).not.toEqual(answers.toSorted((a, b) => a - b));
  });

  test("two calls were cancelled, and both went on to tell of their progress", () => {
    const cancelled = named("mcp.cancelled").map(({ data }) => data.callId);
    expect(cancelled).toHaveLength(2);
    const late = named("mcp.progress").filter(({ data }) => data.late);
    expect(new Set(late.map(({ data }) => data.callId))).toEqual(new Set(cancelled));
  });

  test("failures came with three faces", () => {
    expect(named("mcp.tool_result").filter(({ data }) => data.isError).length).toBeGreaterThan(0);
    expect(new Set(named("mcp.error").map(({ data }) => data.kind))).toEqual(
      new Set(["rpc", "connection-closed"]),
    );
  });

  test("the job server was killed under one call, and that is where the recording ends", () => {
    const lost = events.at(-1);
    expect(lost?.data.kind).toBe("connection-closed");
    expect(events.at(-2)?.name).toBe("mcp.disconnect");
    const answers = events.filter(
      ({ name, source, data }) =>
        name === "mcp.tool_result" && source === "jobs" && data.callId === lost?.data.callId,
    );
    expect(answers).toEqual([]);
  });
});

describe("the rules", () => {
  const rules = parseRules(readFileSync(fileURLToPath(new URL("rules.yaml", folder)), "utf8"));

  async function check(windowSize: number): Promise<{ report: Report; violations: Violation[] }> {
    const processor = new StreamProcessor();
    for (const constraint of rules.constraints) processor.enforce(constraint);
    for (const watch of rules.watches) processor.watch(watch);
    const violations: Violation[] = [];
    processor.onViolation((violation) => void violations.push(violation));
    processor.addSource("session", events);
    return { report: await processor.run({ windowSize }), violations };
  }

  /** What broke, as constraint: tools and names along the chain. */
  function outline(violations: readonly Violation[]): string[] {
    return violations.map(({ constraint, reason, chain }) => {
      const names = chain.map(({ name }) => name.replace("mcp.", ""));
      return `${constraint} (${reason}): ${names.join(" > ")}`;
    });
  }

  const BROKEN = [
    "silent_after_cancellation (completed): tool_call > progress > progress > progress",
    "silent_after_cancellation (completed): tool_call > progress > progress > progress > progress > progress",
    "sign_of_life (deadline): tool_call",
    "every_call_ends (streamEnded): tool_call",
  ];

  test("four are broken, in the order in which it became certain", async () => {
    const { report, violations } = await check(rules.window ?? 10_000);
    expect(outline(violations)).toEqual(BROKEN);
    expect(violations.every(({ certain }) => certain)).toBe(true);
    expect(report.events).toMatchObject({ admitted: events.length, rejected: 0, missingCauses: 0 });
  });

  test("each is broken by what the recording says", async () => {
    const { violations } = await check(10_000);
    const [first, second] = violations.filter(({ constraint }) => constraint === "silent_after_cancellation");
    for (const violation of [first, second]) {
      const cancelled = byId.get(violation?.events[0]?.id as string);
      const late = byId.get(violation?.events[1]?.id as string);
      expect(cancelled?.name).toBe("mcp.cancelled");
      expect(late?.data.late).toBe(true);
      expect(late?.data.callId).toBe(cancelled?.data.callId);
    }
    const lost = violations.find(({ constraint }) => constraint === "every_call_ends");
    expect(byId.get(lost?.instance as string)?.data.callId).toBe(events.at(-1)?.data.callId);
  });

  test("the others hold, and none of them for want of events", async () => {
    const { report } = await check(10_000);
    const holding = report.constraints.filter(({ status }) => status === "satisfied");
    expect(holding.map(({ name }) => name)).toEqual([
      "one_result_per_call",
      "read_before_write",
      "failures_are_followed_up",
      "server_is_answered",
      "no_call_after_disconnect",
    ]);
    for (const { name, satisfied } of holding)
      if (name !== "no_call_after_disconnect") expect(satisfied, name).toBeGreaterThan(0);
    expect(report.constraints.map(({ predicateErrors }) => predicateErrors)).toEqual(Array(8).fill(0));
  });

  test.each([1, 2, 5, 10, 100, Infinity])("a window of %d changes no verdict", async (windowSize) => {
    const whole = await check(10_000);
    const { violations } = await check(windowSize);
    expect(violations.map(({ id }) => id)).toEqual(whole.violations.map(({ id }) => id));
    // Of an evicted step, what it was called is left; what is left out is counted.
    for (const [at, { chain }] of violations.entries()) {
      for (const step of chain) expect(step).toMatchObject({ name: byId.get(step.id)?.name, source: "jobs" });
      const hidden = chain.reduce((sum, step) => sum + (step.hidden ?? 0), 0);
      expect(chain.length + hidden).toBe(whole.violations[at]?.chain.length);
    }
  });

  test("the watches see the failures, and each write made because of a read", async () => {
    const { report } = await check(10_000);
    expect(report.watches).toMatchObject([
      { name: "errors", matches: 4 },
      { name: "read_then_write", matches: 14 },
    ]);
  });
});
