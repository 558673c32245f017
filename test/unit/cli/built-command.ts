import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * The command built as it would be published, for the tests of one file, below node_modules under a
 * name of their own. Returns the path of what Node is to run.
 */
export function builtCommand(name: string): string {
  const built = `${root}node_modules/.${name}-under-test`;
  beforeAll(() => {
    const { status, stdout } = spawnSync(process.execPath, ["scripts/build.mjs", built], {
      cwd: root,
      encoding: "utf8",
    });
    expect(`${status} ${stdout}`).toBe("0 ");
  }, 60_000);
  afterAll(() => rmSync(built, { recursive: true, force: true }));
  return `${built}/cli/main.js`;
}
