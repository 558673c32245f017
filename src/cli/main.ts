#!/usr/bin/env node
import { systemClock } from "../clock.ts";
import { run } from "./run.ts";
import { StreamOutput } from "./stream-output.ts";

// The first signal asks for the report so far; the second one ends the process as usual.
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(signal));

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: new StreamOutput(process.stdout),
  stderr: new StreamOutput(process.stderr),
  cwd: process.cwd(),
  env: process.env,
  signal: stop.signal,
  clock: systemClock,
});
// A pipe that still has an open end on stdin would keep the process alive.
process.stdin.destroy();
