// Compiles src into a folder, `dist` unless another is given, which is emptied first; what tsc does
// not copy (JSON, YAML) is copied, and the command can be executed.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("..", import.meta.url));
const target = process.argv[2] ?? join(repository, "dist");

rmSync(target, { recursive: true, force: true });
const tsc = join(repository, "node_modules/typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", target], {
  cwd: repository,
  stdio: "inherit",
});
for (const path of readdirSync(join(repository, "src"), { recursive: true }))
  if (/\.(json|yaml)$/.test(path)) cpSync(join(repository, "src", path), join(target, path));
const command = join(target, "cli/main.js");
if (existsSync(command)) chmodSync(command, 0o755);
process.exitCode = status ?? 1;
