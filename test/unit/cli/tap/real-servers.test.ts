import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { CausalEvent } from "tsrapide";
import { MCPEventAdapter } from "tsrapide/mcp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventsOf, graph, outline } from "../../adapters/mcp/outline.ts";
import { type AnyClient, clientV1, clientV2 } from "../../adapters/mcp/sdks.ts";
import { builtCommand } from "../built-command.ts";

const main = builtCommand("tap-servers");
const require = createRequire(import.meta.url);
const entry = (name: string): string => require.resolve(`@modelcontextprotocol/server-${name}/dist/index.js`);

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "tsrapide-servers-")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Server {
  readonly command: () => readonly string[];
  readonly env?: () => Record<string, string>;
  /** One thing after the other, so that there is one order in which it can happen. */
  readonly flow: (client: AnyClient) => Promise<unknown>;
  /** Calls in it. */
  readonly calls: number;
}

const LONG = "trigger-long-running-operation";
const failure = (error: Error): string => error.message;

const SERVERS: Record<string, Server> = {
  everything: {
    command: () => [entry("everything"), "stdio"],
    calls: 6,
    flow: async (client) => {
      const seen: unknown[] = [];
      seen.push(await client.call("echo", { message: "hello" }));
      seen.push(await client.call("get-sum", { a: 1, b: 2 }));
      seen.push(await client.call("trigger-sampling-request", { prompt: "name it" }));
      seen.push(await client.call(LONG, { duration: 0.2, steps: 2 }, { onprogress: () => {} }));
      seen.push(await client.call("sum", { a: 1 }));
      seen.push(await client.client.readResource({ uri: "demo://resource/none" }).catch(failure));
      const abort = new AbortController();
      const onprogress = (): void => abort.abort("enough");
      seen.push(
        await client
          .call(LONG, { duration: 0.4, steps: 2 }, { signal: abort.signal, onprogress })
          .catch(failure),
      );
      // The server is not to be stopped: its last report comes late, which the client does not like.
      await new Promise((onerror) => Object.assign(client.client, { onerror }));
      return seen;
    },
  },
  filesystem: {
    command: () => [entry("filesystem"), folder],
    calls: 4,
    flow: async (client) => {
      mkdirSync(join(folder, "in"), { recursive: true });
      writeFileSync(join(folder, "in", "a.txt"), "text of a");
      const path = join(folder, "in", "a.txt");
      return [
        await client.call("read_text_file", { path }),
        await client.call("write_file", { path: join(folder, "in", "b.txt"), content: "text of b" }),
        await client.call("list_directory", { path: join(folder, "in") }),
        await client.call("read_text_file", { path: "/etc/passwd" }),
      ];
    },
  },
  memory: {
    command: () => [entry("memory")],
    env: () => ({ MEMORY_FILE_PATH: join(mkdtempSync(join(folder, "memory-")), "memory.jsonl") }),
    calls: 3,
    flow: async (client) => {
      const entities = [{ name: "tsrapide", entityType: "library", observations: ["links events"] }];
      return [
        await client.call("create_entities", { entities }),
        await client.call("search_nodes", { query: "links" }),
        await client.call("read_graph"),
      ];
    },
  },
};

type Line = readonly [Transport: typeof StdioV1 | typeof StdioV2, makeClient: typeof clientV1];
const LINES: Record<string, Line> = {
  "SDK 1.x": [StdioV1, clientV1],
  "SDK 2.x": [StdioV2, clientV2],
};

async function run(
  [Transport, makeClient]: Line,
  { command, env, flow }: Server,
  args: readonly string[],
  watch?: (client: AnyClient) => void,
): Promise<unknown> {
  const client = makeClient();
  const environment = { ...process.env, ...env?.() } as Record<string, string>;
  const all = [...args, ...command()];
  const transport = new Transport({
    command: process.execPath,
    args: all,
    env: environment,
    stderr: "ignore",
  });
  watch?.(client);
  await client.connect(transport);
  const seen = await flow(client);
  // As hosts end servers; waiting for one that does not would take two seconds.
  await client.close();
  return seen;
}

const logged = (path: string): CausalEvent<any>[] =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as CausalEvent<any>);

/** What the two ways of watching do not share: when lists change, and how a process ends. */
function comparable(events: readonly CausalEvent<any>[]): CausalEvent<any>[] {
  return events
    .filter(({ data }) => data.method !== "notifications/tools/list_changed")
    .map((event) =>
      event.name === "mcp.disconnect"
        ? { ...event, data: { open: event.data.open, links: event.data.links } }
        : event,
    );
}

/** Each server with one line of the SDK; what the lines do differently is tried in the process. */
const CASES: readonly (readonly [server: string, line: string])[] = [
  ["everything", "SDK 1.x"],
  ["everything", "SDK 2.x"],
  ["filesystem", "SDK 2.x"],
  ["memory", "SDK 1.x"],
];

it.each(CASES)(
  "server-%s gives the same graph, watched in the client and through the tap, with %s",
  async (name, line) => {
    const server = SERVERS[name] as Server;
    const log = join(folder, `${name}-${line}.ndjson`);
    let direct: Promise<CausalEvent<any>[]> | undefined;
    const [watched, through] = await Promise.all([
      run(LINES[line] as Line, server, [], ({ client }) => {
        direct = eventsOf(new MCPEventAdapter("mcp", client));
      }),
      run(LINES[line] as Line, server, [main, "tap", "--log", log, "--", process.execPath]),
    ]);
    expect(through).toEqual(watched);
    const [inside, outside] = [comparable((await direct) ?? []), comparable(logged(log))];
    expect(outline(outside).toSorted()).toEqual(outline(inside).toSorted());
    expect(graph(outside)).toEqual(graph(inside));
    expect(outside.filter((event) => event.name === "mcp.tool_call")).toHaveLength(server.calls);
    const ids = new Set(logged(log).map(({ id }) => id));
    expect(outside.flatMap(({ causes }) => causes).filter((id) => !ids.has(id))).toEqual([]);
  },
  // Two servers and the tap are started: a busy machine may take its time.
  180_000,
);

it("a server that is killed under a call leaves the call without an answer", async () => {
  const client = clientV1();
  const events = eventsOf(new MCPEventAdapter("mcp", client.client));
  const args = [entry("everything"), "stdio"];
  const transport = new StdioV1({ command: process.execPath, args, stderr: "ignore" });
  await client.connect(transport);
  const onprogress = (): void => void process.kill(transport.pid as number, "SIGKILL");
  await expect(client.call(LONG, { duration: 5, steps: 50 }, { onprogress })).rejects.toThrow(
    "Connection closed",
  );
  const told = outline(await events);
  expect(told.at(-2)).toBe("disconnect <- connect (connection)");
  expect(told.at(-1)).toMatch(
    /^error trigger-long-running-operation #1 connection-closed <- progress .* \(id\), disconnect \(connection\)$/,
  );
}, 180_000);
