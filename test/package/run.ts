import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository: string = fileURLToPath(new URL("../..", import.meta.url));

/** What a command printed to standard output. Throws, with all it printed, if it fails. */
export function run(command: string, args: readonly string[], cwd: string = repository): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** Runs a program with the Node that runs the tests. */
export function node(args: readonly string[], cwd?: string): string {
  return run(process.execPath, args, cwd);
}

/** Runs the compiler of the repository. Throws with its messages where there are any. */
export function tsc(...args: readonly string[]): void {
  node([join(repository, "node_modules/typescript/bin/tsc"), ...args], repository);
}
