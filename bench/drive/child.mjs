import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";

/** @param {string} path below the repository */
export const inRepository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * Runs Node on a script and gives back what it printed; on `stdin`, if given, comes what that yields.
 * `side` is what it wrote to its fourth file descriptor. Rejects when the exit status is not expected.
 *
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {number} [options.status] the exit status expected
 * @param {Iterable<string>} [options.stdin]
 */
export async function runNode(args, { status = 0, stdin } = {}) {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit", "pipe"] });
  const exited = once(child, "exit");
  const printed = text(/** @type {import("node:stream").Readable} */ (child.stdout));
  const side = text(/** @type {import("node:stream").Readable} */ (child.stdio[3]));
  await pipeline(stdin ?? [], /** @type {import("node:stream").Writable} */ (child.stdin));
  const [code, signal] = await exited;
  if (code !== status)
    throw new Error(`node ${args.join(" ")}: expected exit status ${status}, got ${signal ?? code}`);
  return { stdout: await printed, side: await side };
}
