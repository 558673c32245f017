// The laws, for longer: `npm run laws -- --runs 100000 [--seed N] [vitest arguments such as -t L9]`.
// `--runs` is for a law of weight 100, the usual one; without it, as many as `npm test` makes.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const env = { ...process.env };
const rest = [];
const args = process.argv.slice(2);
for (let at = 0; at < args.length; at++) {
  const [option, inline] = args[at].split("=", 2);
  const value = () => inline ?? args[++at];
  if (option === "--runs") env.LAWS_RUNS = String(Number(value()) / 100);
  else if (option === "--seed") env.LAWS_SEED = value();
  else rest.push(args[at]);
}

// A path among the arguments says which laws.
const folder = rest.some((arg) => arg.startsWith("test/")) ? [] : ["test/laws"];
const root = fileURLToPath(new URL("..", import.meta.url));
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, "run", "--project", "source", ...folder, ...rest], {
  cwd: root,
  env,
  stdio: "inherit",
});
process.exit(status ?? 1);
