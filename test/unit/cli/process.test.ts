import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { builtCommand } from "./built-command.ts";
import { directoryWith, lines } from "./command-line.ts";

// The command as a process of its own, built as it would be published.
const main = builtCommand("cli");
const RULES = "constraints: [{ name: answered, mustMatch: { trigger: Ask, response: Answer } }]";
const ASK = lines({ id: "q1", name: "Ask" });

function start(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [main, ...args], { cwd, stdio: ["pipe", "pipe", "pipe"] });
}

async function ended(
  child: ChildProcess,
): Promise<{ code: number | null; signal: string | null; out: string; err: string }> {
  let [out, err] = ["", ""];
  child.stdout?.on("data", (chunk) => (out += chunk));
  child.stderr?.on("data", (chunk) => (err += chunk));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return { code, signal, out, err };
}

it("reads stdin, gzip too, and exits with the status", async () => {
  const cwd = directoryWith({ r: RULES });
  for (const input of [Buffer.from(ASK), gzipSync(ASK)]) {
    const child = start(["check", "-", "--rules", "r", "--json"], cwd);
    child.stdin?.end(input);
    const { code, out, err } = await ended(child);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("response matched nothing") });
    expect(JSON.parse(out)).toMatchObject({ outcome: "completed", violations: [{ instance: "q1" }] });
  }
});

it("ends on Ctrl-C with the report so far and 130", async () => {
  const child = start(["check", "-", "--rules", "r", "--follow", "--json"], directoryWith({ r: RULES }));
  const end = ended(child);
  child.stdin?.write(ASK + lines({ id: "x", name: "Other", causes: ["gone"] }));
  // The wait for a missing cause is told after five seconds at the earliest; the signal comes before.
  setTimeout(() => child.kill("SIGINT"), 1_500);
  const { code, signal, out } = await end;
  expect({ code, signal }).toEqual({ code: 130, signal: null });
  expect(JSON.parse(out)).toMatchObject({
    outcome: "stopped",
    inconclusive: [{ instance: "q1", reason: "stopped" }],
  });
});

it("ends on Ctrl-C while it waits for the rules", async () => {
  const child = start(["lint", "-"], directoryWith({}));
  const end = ended(child);
  child.stdin?.write("constraints:\n");
  setTimeout(() => child.kill("SIGINT"), 1_000);
  // Only the first signal counts: where it does nothing, what it waits for is its input.
  setTimeout(() => child.stdin?.end(), 3_000);
  expect(await end).toEqual({ code: null, signal: "SIGINT", out: "", err: "" });
});

it("is quiet when nobody reads its output", async () => {
  const asks = Array.from({ length: 50_000 }, (_, at) => ({ id: `q${at}`, name: "Ask" }));
  const child = start(
    ["check", "e", "--rules", "r", "--json"],
    directoryWith({ r: RULES, e: lines(...asks) }),
  );
  child.stdout?.once("data", () => child.stdout?.destroy());
  const { code, err } = await ended(child);
  expect(err).not.toContain("EPIPE");
  expect(code).toBe(1);
});

it.skipIf(!existsSync("/dev/full"))("tells when its report cannot be written", async () => {
  const cwd = directoryWith({ r: RULES, e: ASK });
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [main, "check", "e", "--rules", "r", "--json"], {
    cwd,
    stdio: ["ignore", full, "pipe"],
  });
  const { code, err } = await ended(child);
  closeSync(full);
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining("tsrapide: the output is not whole: ENOSPC"),
  });
});
