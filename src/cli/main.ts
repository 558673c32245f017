#!/usr/bin/env node
import { systemClock } from "../clock.ts";
import { keepHeapSmall } from "./small-heap.ts";
import { processHost } from "./process-host.ts";
import { failureText, run } from "./run.ts";
import { StreamOutput } from "./terminal/stream-output.ts";

// What these keep is bounded; the others keep all they read.
if (["check", "tap"].includes(process.argv[2] ?? "")) keepHeapSmall();
// The first signal asks for the report so far; the second one ends the process as usual.
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(signal));
// Node's own status for this is that of a violation.
process.on("uncaughtException", (error) => {
  process.stderr.write(failureText(error));
  process.exit(2);
});

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: new StreamOutput(process.stdout),
  stderr: new StreamOutput(process.stderr),
  cwd: process.cwd(),
  env: process.env,
  signal: stop.signal,
  clock: systemClock,
  host: processHost,
});
// A pipe that still has an open end on stdin would keep the process alive.
process.stdin.destroy();
