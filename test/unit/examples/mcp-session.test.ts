import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
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
