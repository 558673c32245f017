// Builds the package if the sources are newer: what is measured is what would be published.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const src = new URL("../src/", import.meta.url);
const built = new URL("../dist/cli/main.js", import.meta.url);

const builtAt = existsSync(built) ? statSync(built).mtimeMs : -Infinity;
const stale = readdirSync(src, { recursive: true }).some(
  (name) => statSync(new URL(String(name), src)).mtimeMs > builtAt,
);
if (stale) {
  const script = fileURLToPath(new URL("../scripts/build.mjs", import.meta.url));
  process.exitCode = spawnSync(process.execPath, [script], { stdio: "inherit" }).status ?? 1;
}
