import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { RuleFileError } from "../../rules/rule-file-error.ts";
import { TAP_HELP } from "../help.ts";
import type { Io } from "../io.ts";
import type { Rules } from "../../rules/parse-rules.ts";
import { Onlooker } from "./onlooker.ts";
import { guardedRelay, relay } from "./relay.ts";
import { Session } from "./session.ts";
import { readTapOptions } from "./tap-flags.ts";

/**
 * `tsrapide tap`: stands between an MCP host and a server that it runs. Resolves with the exit status
 * of the server; ends by the signal that ended it. Throws a `UsageError` for arguments it cannot read.
 */
export async function tap(args: readonly string[], io: Io): Promise<number> {
  const options = readTapOptions(args);
  if (options === "help") {
    io.stdout.write(TAP_HELP);
    return 0;
  }
  let session: Session;
  try {
    const rules = options.rules === undefined ? undefined : await rulesOf(options.rules, io);
    session = new Session(options, rules, io);
  } catch (error) {
    const text = error instanceof RuleFileError ? error.message : `tsrapide: ${(error as Error).message}`;
    io.stderr.write(`${text}\n`);
    return 2;
  }
  const [command, ...rest] = options.command;
  const child = spawn(command, rest, { cwd: io.cwd, stdio: ["pipe", "pipe", "inherit"] });
  child.on("error", () => {});
  const handled = io.host.onSignal((signal) => child.kill(signal));
  try {
    const failure = await started(child);
    if (failure !== undefined) {
      const missing = failure.code === "ENOENT";
      session.say(`cannot run ${command}: ${missing ? "no such command" : failure.message}`);
      await session.end();
      return missing ? 127 : 126;
    }
    const exit = await passing(child, session, io, options.guard !== undefined);
    session.channel.observe({ type: "closed", causes: [], exit });
    await session.end();
    if (exit.signal === null) return exit.code ?? 1;
    await io.stderr.flushed();
    handled();
    io.host.endBy(exit.signal);
    return 1;
  } finally {
    handled();
  }
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

async function rulesOf(path: string, io: Io): Promise<Rules> {
  // A host waits for its servers to start: what reads rules is loaded where there are any.
  const { mustCheck, readRules } = await import("../read-rules.ts");
  const rules = await readRules(path, io);
  mustCheck(rules, path);
  return rules;
}

/** What keeps a process from starting, if anything does. */
async function started(child: ChildProcess): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await once(child, "spawn");
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

async function passing(child: ChildProcess, session: Session, { host }: Io, guarded: boolean): Promise<Exit> {
  const [input, output] = [child.stdin!, child.stdout!];
  // A server that closes its input has its reasons; a host that is gone leaves nobody to serve.
  input.on("error", () => {});
  host.stdout.on("error", () => {
    input.end();
    output.destroy();
  });
  const ends = {
    host: { input: host.stdin, output: host.stdout },
    server: { input, output },
  };
  const onlooker = new Onlooker(session.channel, (error) =>
    session.say(`a fault of its own: ${String(error)}; from here on, what passes is not looked at`),
  );
  const written = guarded
    ? guardedRelay(ends, onlooker, session.channel, (sentence) => session.say(sentence))
    : relay(ends, onlooker);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  await written();
  host.stdin.unpipe();
  host.stdin.pause();
  return { code, signal };
}
