import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { LONGEST_LINE } from "../../../../src/cli/longest-line.ts";
import { commandLine, directoryWith } from "../command-line.ts";

const bytes = (text: string): Readable => Readable.from([Buffer.from(text)], { objectMode: false });
const NO_SIGNALS = { onSignal: () => () => {}, endBy: () => {}, readOnThread: () => undefined };

/**
 * A server that answers a call with its own name for it: `read` with what it is told, `secret` with
 * one. It counts what reaches it.
 */
const SERVER = `
  const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\\n");
  let rest = "";
  process.stdin.on("data", (part) => {
    const lines = (rest + part).split("\\n");
    rest = lines.pop();
    for (const line of lines) {
      const { id, method, params } = JSON.parse(line);
      if (method === "initialize") send({ id, result: { protocolVersion: "2025-11-25", serverInfo: { name: "fixture", version: "1" } } });
      else if (method === "tools/call") send({ id, result: { content: [{ type: "text", text: params.name + " done" }] } });
    }
  });`;

interface Told {
  /** What the host was answered, by id. */
  readonly answers: Record<number, any>;
  readonly log: any[];
  readonly err: string;
  readonly folder: string;
}

/** Runs the tap around the server; each call waits for the answer to the one before it. */
async function session(
  flags: string,
  calls: readonly (readonly [tool: string, args?: object])[],
  files: Record<string, string> = {},
  { atOnce = false } = {},
): Promise<Told> {
  const folder = directoryWith(files);
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const ended = commandLine(
    ["tap", ...flags.split(" "), "--log", "log.ndjson", "--", process.execPath, "-e", SERVER],
    { cwd: folder, host: { stdin, stdout, ...NO_SIGNALS } },
  );
  const answers: Record<number, any> = {};
  const lines = createInterface(stdout)[Symbol.asyncIterator]();
  const send = (message: object): void =>
    void stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const answer = async (): Promise<void> => {
    const { id, ...rest } = JSON.parse((await lines.next()).value);
    answers[id] = rest.result ?? rest.error;
  };
  send({ id: 0, method: "initialize", params: {} });
  await answer();
  for (const [at, [name, args = {}]] of calls.entries()) {
    send({ id: at + 1, method: "tools/call", params: { name, arguments: args } });
    if (!atOnce) await answer();
  }
  if (atOnce) for (const _ of calls) await answer();
  stdin.end();
  const { err } = await ended;
  const log = readFileSync(join(folder, "log.ndjson"), "utf8").trimEnd().split("\n");
  return { answers, err, folder, log: log.map((line) => JSON.parse(line)) };
}

const done = (tool: string): object => ({ content: [{ type: "text", text: `${tool} done` }] });
const refused = (text: RegExp): object => ({
  isError: true,
  content: [{ type: "text", text: expect.stringMatching(text) }],
});
const names = (log: readonly any[]): string[] =>
  log.map(({ name, data }) => [name, data.tool].filter(Boolean).join(" "));

const INSIDE = `
constraints:
  - name: no_write_outside_after_untrusted
    never:
      pattern:
        - { name: mcp.tool_result, where: 'data.tool == "fetch"' }
        - name: mcp.tool_call
          where: 'data.tool == "write_file" && !data.arguments.path.startsWith("/approved/")'
`;
const PAY = `
constraints:
  - name: approved_first
    precededBy:
      effect: { name: mcp.tool_call, where: 'data.tool == "pay"' }
      cause: { name: mcp.tool_result, where: 'data.tool == "approve" && !data.isError' }
  - name: one_payment_an_approval
    never:
      pattern:
        - { name: mcp.tool_call, where: 'data.tool == "pay"' }
        - { name: mcp.tool_call, where: 'data.tool == "pay"' }
      withinCause: { name: mcp.tool_result, where: 'data.tool == "approve"' }
      scope: nearest
`;
const DELETE = PAY.replaceAll("pay", "delete").replaceAll("approve", "confirm");

describe("the guard", () => {
  it("lets nothing be written outside the approved folder once something untrusted was read", async () => {
    const calls = [
      ["write_file", { path: "/elsewhere/before" }],
      ["fetch", { url: "https://example.com" }],
      ["write_file", { path: "/approved/after" }],
      ["write_file", { path: "/elsewhere/after" }],
      ["echo"],
    ] as const;
    const { answers, log, err } = await session("--rules rules.yaml --guard", calls, {
      "rules.yaml": INSIDE,
    });
    expect(answers).toMatchObject({
      1: done("write_file"),
      2: done("fetch"),
      3: done("write_file"),
      4: refused(
        /^tsrapide refused this call of write_file, and it was not made \(violation\): no_write_outside_after_untrusted: .* Because of: mcp\.tool_result of fetch ".*" → .*mcp\.tool_call of write_file ".*"$/,
      ),
      5: done("echo"),
    });
    expect(names(log)).toEqual([
      "mcp.connect",
      "mcp.tool_call write_file",
      "mcp.tool_result write_file",
      "mcp.tool_call fetch",
      "mcp.tool_result fetch",
      "mcp.tool_call write_file",
      "mcp.tool_result write_file",
      "mcp.call_refused write_file",
      "mcp.tool_call echo",
      "mcp.tool_result echo",
      "mcp.disconnect",
    ]);
    expect(err).toMatch(
      /^tsrapide: refused a call of write_file \(violation\): no_write_outside_after_untrusted: /,
    );
    // What the host does next comes of the refusal.
    const refusal = log.find(({ name }) => name === "mcp.call_refused");
    expect(log.find(({ data }) => data.tool === "echo").causes).toEqual([refusal.id]);
    expect(JSON.stringify(log)).not.toContain("elsewhere");
  });

  it.each([
    ["payment", "approve", "pay", PAY, "approved_first", "one_payment_an_approval"],
    ["deletion", "confirm", "delete", DELETE, "confirmd_first", "one_deletement_an_approval"],
  ])("lets one %s be made for each time it was allowed", async (_, allow, act, rules, first, once) => {
    const calls = [[act], [allow], [act], [act], [allow], [act]] as const;
    const { answers } = await session("--rules rules.yaml --guard", calls, { "rules.yaml": rules });
    expect(answers).toMatchObject({
      1: refused(new RegExp(`${first}: mcp.tool_call ".*" has no mcp.tool_result`)),
      2: done(allow),
      3: done(act),
      4: refused(new RegExp(`${once}: mcp.tool_result ".*" caused all of`)),
      5: done(allow),
      6: done(act),
    });
  });

  it("decides on one call after the other, also where they come at once", async () => {
    const approved = await session("--rules rules.yaml --guard", [["approve"], ["pay"]], {
      "rules.yaml": PAY,
    });
    expect(approved.answers[2]).toMatchObject(done("pay"));
    const calls = [["pay"], ["pay"], ["pay"]] as const;
    const rules = PAY.replace("approved_first", "x")
      .replace(/withinCause: .*/, "withinCause: mcp.connect")
      .replace(/ {2}- name: x[\s\S]*?(?= {2}- name: one)/, "");
    const { answers } = await session(
      "--rules rules.yaml --guard",
      calls,
      { "rules.yaml": rules },
      { atOnce: true },
    );
    expect(Object.values(answers).filter(({ isError }) => isError)).toHaveLength(2);
  });

  it("refuses what it cannot decide when closed, and only then", async () => {
    const calls = [
      ["write_file", { file: "no path" }],
      ["fetch"],
      ["write_file", { file: "no path" }],
    ] as const;
    const closed = await session("--rules rules.yaml --guard=closed", calls, { "rules.yaml": INSIDE });
    expect(closed.answers[3]).toMatchObject(
      refused(/\(predicateError\): a predicate of no_write_outside_after_untrusted failed/),
    );
    const open = await session("--rules rules.yaml --guard=open", calls, { "rules.yaml": INSIDE });
    expect(open.answers[3]).toMatchObject(done("write_file"));
  });

  /** What the host gets back from a server that sends back all that it gets, and what is told. */
  async function echoed(guard: string, sent: string | Buffer): Promise<{ out: string; err: string }> {
    const stdout = new PassThrough();
    const reading = buffer(stdout);
    const stdin = Readable.from([Buffer.from(sent)], { objectMode: false });
    const echo = [process.execPath, "-e", "process.stdin.pipe(process.stdout)"];
    const { err } = await commandLine(["tap", "--rules", "r", guard, "--", ...echo], {
      files: { r: INSIDE },
      host: { stdin, stdout, ...NO_SIGNALS },
    });
    stdout.end();
    return { out: String(await reading), err };
  }

  it("does not let calls slip by in a batch", async () => {
    const call = (id: number): object => ({
      jsonrpc: "2.0",
      id,
      method: "tools/call",
      params: { name: "fetch" },
    });
    const ping = (id: number | string): object => ({ jsonrpc: "2.0", id, method: "ping" });
    const sent = [[call(1), ping("b")], [ping(3)]];
    const passed = async (guard: string): Promise<unknown[]> => {
      const { out } = await echoed(guard, sent.map((each) => `${JSON.stringify(each)}\n`).join(""));
      return out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    };
    expect(await passed("--guard")).toMatchObject([
      { id: 1, error: { code: -32600, message: expect.stringContaining("send each tool call by itself") } },
      { id: "b", error: { code: -32600 } },
      sent[1],
    ]);
    expect(await passed("--guard=open")).toEqual(sent);
  });

  it("passes on what is too long to be read where it is open, and else tells of it", async () => {
    const long = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":"${"x".repeat(LONGEST_LINE)}"}\n`;
    const ping = '{"jsonrpc":"2.0","id":2,"method":"ping"}\n';
    const open = await echoed("--guard=open", long + ping);
    expect(open.out === long + ping).toBe(true);
    const closed = await echoed("--guard", long + ping);
    const [refusal, after] = closed.out.trimEnd().split("\n");
    const error = { message: expect.stringContaining("longer than 67108864 bytes") };
    expect(JSON.parse(refusal!)).toMatchObject({ id: null, error });
    expect(`${after}\n`).toBe(ping);
    expect(closed.err).toContain(`tsrapide: did not pass on ${long.length} bytes of the host, `);
  });

  const CALL = '"method":"tools/call","params":{"name":"pay","arguments":{"amount":1}}}';
  it.each([
    ["not JSON", "a number that JSON has none for", `{"jsonrpc":"2.0","id":1,${CALL.replace("1", "NaN")}`],
    ["not JSON", "a mark before the text", `\uFEFF{"jsonrpc":"2.0","id":1,${CALL}`],
    [
      "not UTF-8",
      "a name in another encoding",
      Buffer.from(`{"id":1,${CALL.replace("pay", "p\xE4y")}`, "latin1"),
    ],
    ["a tool call in a batch, or without an id", "an id that is none", `{"jsonrpc":"2.0","id":null,${CALL}`],
    ["a tool call in a batch, or without an id", "no id", `{"jsonrpc":"2.0",${CALL}`],
    [
      "a tool call in a batch, or without an id",
      "neither in a batch",
      `[{"jsonrpc":"2.0","id":null,${CALL}]`,
    ],
    ["a tool call in a batch, or without an id", "a batch in a batch", `[[{"jsonrpc":"2.0","id":1,${CALL}]]`],
  ])("does not pass on what only a lenient server reads, and tells of it: %s, %s", async (why, _, line) => {
    const sent = Buffer.concat([Buffer.from(line), Buffer.from("\n")]);
    const { out, err } = await echoed("--guard", sent);
    expect(JSON.parse(out)).toMatchObject({
      id: why === "not UTF-8" ? 1 : null,
      error: { message: expect.stringContaining(why) },
    });
    expect(err).toContain(
      `tsrapide: did not pass on ${sent.length} bytes of the host, which cannot be decided on: ${why}\n`,
    );
    const open = await echoed("--guard=open", sent);
    expect(open.out).toBe(String(sent));
  });
});

describe("rules without a guard", () => {
  const rules = INSIDE.replace("never:", "never:").replace("no_write_outside_after_untrusted", "outside");

  it("are told of on stderr and in the log, and hold nothing back", async () => {
    const calls = [["fetch"], ["write_file", { path: "/elsewhere" }]] as const;
    const { answers, log, err, folder } = await session("--rules rules.yaml --session-order", calls, {
      "rules.yaml": rules,
    });
    expect(answers[2]).toMatchObject(done("write_file"));
    expect(err).toMatch(
      /^✗ outside: mcp\.tool_result ".*", then mcp\.tool_call ".*", because of it\n {4}mcp\.tool_result /,
    );
    const violation = log.find(({ name }) => name === "tsrapide.violation");
    expect(violation).toMatchObject({
      source: "tsrapide",
      data: { constraint: "outside", severity: "error", certain: true },
    });
    const byId = new Map(log.map((event) => [event.id, event]));
    expect(violation.causes.map((id: string) => byId.get(id).data.tool)).toEqual(["fetch", "write_file"]);
    // The log is an event file, with what broke in it.
    const text = readFileSync(join(folder, "log.ndjson"), "utf8");
    const never =
      "constraints: [{ name: quiet, never: { pattern: tsrapide.violation, withinCause: mcp.connect } }]";
    const checked = await commandLine("check log.ndjson --rules r", {
      files: { "log.ndjson": text, r: never },
    });
    expect(checked).toMatchObject({ status: 1, err: "" });
  });

  it("see no order in a session, unless it is asked for", async () => {
    const calls = [["fetch"], ["write_file", { path: "/elsewhere" }]] as const;
    const { err, log } = await session("--rules rules.yaml", calls, { "rules.yaml": rules });
    expect(err).toBe("");
    expect(log.flatMap(({ data }) => data.links.map(({ by }: { by: string }) => by))).not.toContain(
      "session",
    );
  });

  it("are decided at the end, what is pending too", async () => {
    const pending =
      "constraints: [{ name: paid, mustMatch: { trigger: mcp.tool_call, response: Never.comes } }]";
    const { err, log } = await session("--rules rules.yaml", [["fetch"]], { "rules.yaml": pending });
    expect(err).toMatch(/^✗ paid: mcp\.tool_call ".*" caused no Never\.comes before the stream ended/);
    expect(log.at(-1).name).toBe("tsrapide.violation");
  });
});

describe("what is kept", () => {
  const secret = {
    path: "/home/me",
    token: "hunter2",
    nested: { token: "hunter3" },
    text: '{"token":"hunter4"}',
  };

  it("is names and sizes, or what is asked for, redacted", async () => {
    const plain = await session("--session-order", [["login", secret]]);
    expect(JSON.stringify(plain.log)).not.toMatch(/hunter|home/);
    const { log } = await session("--capture arguments --redact token,other", [["login", secret]]);
    expect(log.find(({ name }) => name === "mcp.tool_call").data.arguments).toEqual({
      path: "/home/me",
      token: "[redacted]",
      nested: { token: "[redacted]" },
      text: '{"token":"[redacted]"}',
    });
  });

  it.skipIf(process.platform === "win32")("is for the owner of the log alone to read", async () => {
    const { folder } = await session("--name files", [["a"]]);
    expect(statSync(join(folder, "log.ndjson")).mode & 0o777).toBe(0o600);
  });

  it("is held against the rules when it is checked: they cannot read what is not there", async () => {
    const { folder } = await session("--session-order", [["fetch"]]);
    const text = readFileSync(join(folder, "log.ndjson"), "utf8");
    const check = (rules: string): ReturnType<typeof commandLine> =>
      commandLine("check log.ndjson --rules r", { files: { "log.ndjson": text, r: rules } });
    expect(await check(INSIDE)).toEqual({
      status: 2,
      out: "",
      err: 'log.ndjson:1: constraint "no_write_outside_after_untrusted" read data.arguments of mcp events, which this recording leaves out: they would look as if they held. Record with more (tsrapide tap --capture), or check without them\n',
    });
    for (const rules of [
      "watch: [{ name: w, pattern: '**', where: 'has(data.result)' }]",
      "watch: [{ name: w, pattern: mcp.*, where: '\"reason\" in data' }]",
      "links: [{ effect: A.b, cause: mcp.tool_call, on: [data.id, data.arguments.id] }]\nwatch: [{ pattern: A.b }]",
    ])
      expect(await check(rules)).toMatchObject({ status: 2, out: "" });
    for (const rules of [
      "watch: [{ name: w, pattern: Other.*, where: 'data.result == 1' }]",
      "watch: [{ name: w, pattern: mcp.tool_call, where: 'data.tool == \"arguments\"' }]",
    ])
      expect((await check(rules)).status).toBe(0);
    const captured = await session("--capture all", [["write_file", { path: "/x" }]]);
    const whole = readFileSync(join(captured.folder, "log.ndjson"), "utf8");
    const fine = await commandLine("check e --rules r --quiet", { files: { e: whole, r: INSIDE } });
    expect(fine.status).toBe(0);
  });

  it("is appended, session after session", async () => {
    const first = await session("--name files", [["a"]]);
    const log = readFileSync(join(first.folder, "log.ndjson"), "utf8");
    const second = await session("--name files", [["b"]], { "log.ndjson": log });
    expect(second.log.slice(0, first.log.length)).toEqual(first.log);
    expect(new Set(second.log.map(({ id }) => id)).size).toBe(second.log.length);
    expect(new Set(second.log.map(({ source }) => source))).toEqual(new Set(["files"]));
  });

  it.skipIf(!existsSync("/dev/full"))(
    "is said to be not whole where it cannot be written, and the rest goes on",
    async () => {
      const stdout = new PassThrough();
      const stdin = bytes('{"jsonrpc":"2.0","id":0,"method":"initialize"}\n');
      const { status, err } = await commandLine(
        ["tap", "--log", "/dev/full", "--", process.execPath, "-e", SERVER],
        { host: { stdin, stdout, ...NO_SIGNALS } },
      );
      expect(status).toBe(0);
      expect(err).toMatch(/^tsrapide: \/dev\/full is not whole: .*\n$/);
      expect(String(stdout.read())).toContain("fixture");
    },
  );
});

describe("usage", () => {
  it.each([
    ["tap", 'no command: it goes behind "--", as in tsrapide tap --log FILE -- COMMAND …'],
    ["tap --log l node server.js --stdio", 'no command: it goes behind "--"'],
    ["tap --log l --", 'no command: nothing stands behind "--"'],
    ["tap --log l node -- server.js", '"node" stands before "--": the command goes behind it, whole'],
    ["tap -- node", "nothing to do: name a rule file with --rules, a log with --log, or both"],
    ["tap --guard --log l -- node", "--guard decides by rules: name the rule file with --rules RULES"],
    ["tap --guard=shut --rules r -- node", '--guard knows closed, open; got "shut"'],
    ["tap --log l --capture arg -- node", '--capture knows names, arguments, all; got "arg"'],
    [
      "tap --log l --redact token -- node",
      "--redact is about values, and names and sizes have none: it goes with --capture",
    ],
    ["tap --logs l -- node", 'unknown flag --logs; did you mean "--log"?'],
  ])("%s", async (line, message) => {
    const { status, err, out } = await commandLine(line);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(`tsrapide: ${message}`);
  });

  it("names what cannot be read or written", async () => {
    expect(await commandLine("tap --rules gone -- node")).toMatchObject({
      status: 2,
      err: "tsrapide: cannot read gone: no such file\n",
    });
    expect(await commandLine("tap --log no/such/folder -- node")).toMatchObject({
      status: 2,
      err: "tsrapide: cannot write no/such/folder: no such file\n",
    });
    const broken = await commandLine("tap --rules r -- node", { files: { r: "constraint: []" } });
    expect(broken).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^r:1:1: constraint: unknown key "constraint"/),
    });
  });

  it("leaves what stands behind -- to the command", async () => {
    const { status, out } = await commandLine("tap --help");
    expect({ status, first: out.split("\n")[0] }).toEqual({
      status: 0,
      first: "tsrapide tap: stands between an MCP host and a server that it runs, over stdio",
    });
    expect((await commandLine("tap --log log -- nonesuch --version --help")).status).toBe(127);
  });
});
