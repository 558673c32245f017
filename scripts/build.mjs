// Builds src into a folder, `dist` unless another is given, which is emptied first: the library module
// by module with its types, what tsc does not copy (JSON, YAML), and the command as a bundle, because
// opening two hundred small files takes longer than all else it does before it reads an event.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

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
await bundleCommand(join(repository, "src/cli"), join(target, "cli"));
process.exitCode = status ?? 1;

/** All parts are put beside each other: what is found by a path relative to a module is found from any of them. */
async function bundleCommand(source, folder) {
  const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const bundle = await rolldown({
    input: { main: join(source, "main.ts"), thread: join(source, "lines/thread.ts") },
    platform: "node",
    external: Object.keys(manifest.dependencies),
  });
  await bundle.write({ dir: folder, entryFileNames: "[name].js", chunkFileNames: "[name].js" });
  await bundle.close();
  chmodSync(join(folder, "main.js"), 0o755);
}
