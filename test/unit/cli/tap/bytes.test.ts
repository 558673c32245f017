import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtCommand } from "../built-command.ts";
import { directoryWith } from "../command-line.ts";

const main = builtCommand("tap-bytes");

const RULES = "constraints: [{ name: never_there, never: { pattern: Nothing.there } }]";
const WAYS = [
  ["--log", "log.ndjson"],
  ["--rules", "rules.yaml", "--guard", "--log", "log.ndjson"],
  ["--rules", "rules.yaml", "--guard=open", "--log", "log.ndjson"],
];

/** A program for the place of the server: `send` writes, `input` is all that has come. */
const program = (body: string): string => `
  const { createHash } = require("node:crypto");
  const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const parts = [];
  process.stdin.on("data", (part) => parts.push(part));
  const input = new Promise((resolve) => process.stdin.on("end", () => resolve(Buffer.concat(parts))));
  ${body}`;

interface Tapped {
  readonly child: ChildProcess;
  readonly folder: string;
  /** Everything that it wrote, and how it ended. */
  readonly end: Promise<{ out: Buffer; err: string; code: number | null; signal: string | null }>;
}

function tapped(flags: readonly string[], command: readonly string[], { reading = true } = {}): Tapped {
  const folder = directoryWith({ "rules.yaml": RULES });
  const child = spawn(process.execPath, [main, "tap", ...flags, "--", ...command], {
    cwd: folder,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const out: Buffer[] = [];
  let err = "";
  if (reading) child.stdout?.on("data", (part: Buffer) => out.push(part));
  child.stderr?.on("data", (part) => (err += part));
  child.stdin?.on("error", () => {});
  const end = once(child, "close").then(([code, signal]) => ({ out: Buffer.concat(out), err, code, signal }));
  return { child, folder, end };
}

const serve = (body: string): string[] => [process.execPath, "-e", program(body)];
const events = (folder: string): any[] =>
  readFileSync(join(folder, "log.ndjson"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Lines that are hard to pass on: of every length, with CRLF, in many scripts, no messages. */
const READABLE = Buffer.concat([
  Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping"}\r\n\n  \n'),
  Buffer.from(
    `{"jsonrpc":"2.0","method":"notifications/x","params":{"text":"${"漢字 🙂 é ".repeat(5_000)}"}}\n`,
  ),
  Buffer.from("\n[]\n7\nnull\n{}\n"),
]);
/** And such as are no text at all, or cut off. */
const HARD = Buffer.concat([
  Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x0a]),
  Buffer.from("this is no JSON\n"),
  READABLE,
  Buffer.from('{"jsonrpc":"2.0","id":2,"method":"pi'),
]);

describe.each(WAYS.map((flags) => [flags.join(" "), flags] as const))("bytes, with %s", (_, flags) => {
  it("pass as they are, both ways, also where they are cut anywhere", async () => {
    const { child, end, folder } = tapped(
      flags,
      serve(`
        const hard = Buffer.from("${HARD.toString("base64")}", "base64");
        (async () => {
          for (let at = 0; at < hard.length; at += 997) {
            process.stdout.write(hard.subarray(at, at + 997));
            await new Promise(setImmediate);
          }
          process.stderr.write(hash(await input));
        })();`),
    );
    // What cannot be read cannot be decided on.
    const sent = flags.includes("--guard") ? READABLE : HARD;
    for (let at = 0; at < sent.length; at += 1_009) {
      child.stdin?.write(sent.subarray(at, at + 1_009));
      await new Promise(setImmediate);
    }
    child.stdin?.end();
    const { out, err, code } = await end;
    expect({ code, out: hash(out), err }).toEqual({ code: 0, out: hash(HARD), err: hash(sent) });
    const told = events(folder);
    const unreadable = told.filter(({ name }) => name === "mcp.unreadable");
    expect(unreadable.filter(({ data }) => data.direction === "in").map(({ data }) => data.problem)).toEqual([
      "not JSON",
      "not JSON",
      ...Array(3).fill("no JSON-RPC message"),
      "not JSON",
    ]);
    expect(told.filter(({ name }) => name === "mcp.notification")).toHaveLength(2);
  });

  it("do not pile up where the host stops reading, and are whole when it goes on", async () => {
    const size = 32 * 1024 * 1024;
    const { child, end } = tapped(
      flags,
      serve(`
        const line = Buffer.from('{"jsonrpc":"2.0","method":"n/x","params":"' + "y".repeat(65_000) + '"}\\n');
        (async () => {
          let sent = 0;
          while (sent < ${size}) {
            sent += line.length;
            if (process.stdout.write(line)) continue;
            if (sent > 0) process.stderr.write(sent + "\\n");
            await new Promise((resolve) => process.stdout.once("drain", resolve));
          }
        })();`),
      { reading: false },
    );
    // The server has to wait long before all is out: nobody has read a byte.
    const told: number[] = [];
    child.stderr?.on("data", (text) => told.push(...String(text).trim().split("\n").map(Number)));
    while (told.length === 0) await once(child.stderr!, "data");
    let rounds = 0;
    for (let last = -1; last !== told.at(-1) && rounds < 100; rounds++) {
      last = told.at(-1) as number;
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    }
    expect(told.at(-1)).toBeLessThan(size / 4);
    let read = 0;
    child.stdout?.on("data", (part: Buffer) => (read += part.length));
    child.stdin?.end();
    expect((await end).code).toBe(0);
    expect(read).toBeGreaterThanOrEqual(size);
  });

  it("wait for a server that is slow to read, and are whole then", async () => {
    const line = `${JSON.stringify({ jsonrpc: "2.0", method: "n/x", params: "w".repeat(10_000) })}\n`;
    const count = 150;
    const { child, end } = tapped(flags, [
      process.execPath,
      "-e",
      `let size = 0;
       process.stdin.on("readable", () => setTimeout(() => {
         for (let part; (part = process.stdin.read()) !== null;) size += part.length;
       }, 1));
       process.stdin.on("end", () => process.stdout.write(String(size)));`,
    ]);
    for (let at = 0; at < count; at++) if (!child.stdin?.write(line)) await once(child.stdin!, "drain");
    child.stdin?.end();
    const { out, err, code } = await end;
    expect({ code, err, out: out.toString() }).toEqual({
      code: 0,
      err: "",
      out: String(count * line.length),
    });
  });

  it("pass in a line of 50 MB, and of that its size is told", async () => {
    const { child, end, folder } = tapped(
      flags,
      serve(`
        process.stdin.once("data", () => {
          const text = "z".repeat(50_000_000);
          process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text }] } }) + "\\n");
        });`),
    );
    child.stdin?.write('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"big"}}\n');
    child.stdin?.end();
    const { out, code } = await end;
    expect({ code, length: out.length }).toEqual({ code: 0, length: 50_000_074 });
    const result = events(folder).find(({ name }) => name === "mcp.tool_result");
    expect(result.data).toMatchObject({ tool: "big", isError: false });
    expect(result.data.size).toBeGreaterThan(50_000_000);
    expect(JSON.stringify(result).length).toBeLessThan(500);
  });
});

describe("the end", () => {
  it("is that of the server: its status, and what it said last", async () => {
    const { child, end, folder } = tapped(
      ["--log", "log.ndjson"],
      serve(`process.stdin.on("end", () => { process.stdout.write("bye\\n"); process.exitCode = 7; });`),
    );
    child.stdin?.end();
    const { out, code, signal } = await end;
    expect({ out: out.toString(), code, signal }).toEqual({ out: "bye\n", code: 7, signal: null });
    expect(events(folder).at(-1)).toMatchObject({
      name: "mcp.disconnect",
      data: { exitCode: 7, signal: null },
    });
  });

  it("is the signal that ended the server, with the calls that were lost", async () => {
    const { child, end, folder } = tapped(
      ["--log", "log.ndjson"],
      serve(`process.stdin.once("data", () => process.kill(process.pid, "SIGKILL"));`),
    );
    child.stdin?.write('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"last"}}\n');
    expect(await end).toMatchObject({ code: null, signal: "SIGKILL" });
    expect(events(folder).slice(-2)).toMatchObject([
      { name: "mcp.disconnect", data: { exitCode: null, signal: "SIGKILL", open: 1 } },
      { name: "mcp.error", data: { kind: "connection-closed", tool: "last" } },
    ]);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("comes to the server by %s too", async (signal) => {
    const { child, end } = tapped(
      ["--log", "log.ndjson"],
      serve(`
        process.on("${signal}", () => { process.stdout.write("stopping\\n"); process.exit(9); });
        process.stdout.write("ready\\n");`),
    );
    await once(child.stdout!, "data");
    child.kill(signal);
    const { out, code } = await end;
    expect({ out: out.toString(), code }).toEqual({ out: "ready\nstopping\n", code: 9 });
  });

  it("comes to a server whose host is gone", async () => {
    const { child, end } = tapped(
      ["--log", "log.ndjson"],
      serve(
        `setInterval(() => process.stdout.write("x".repeat(100_000) + "\\n"), 1); process.stdout.on("error", () => process.exit(3));`,
      ),
    );
    child.stdout?.once("data", () => child.stdout?.destroy());
    expect((await end).code).toBe(3);
  });
});

describe("what cannot begin", () => {
  it("says so, with the status of a shell", async () => {
    const missing = await tapped(["--log", "log.ndjson"], ["nonesuch-server"]).end;
    expect(missing).toMatchObject({
      code: 127,
      err: "tsrapide: cannot run nonesuch-server: no such command\n",
    });
    if (existsSync("/etc/passwd")) {
      const { code, err } = await tapped(["--log", "log.ndjson"], ["/etc/passwd"]).end;
      expect({ code, err }).toEqual({
        code: 126,
        err: expect.stringMatching(/^tsrapide: cannot run \/etc\/passwd: .*EACCES\n$/),
      });
    }
  });
});
