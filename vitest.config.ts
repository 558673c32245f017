import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

/** Tests import `tsrapide` and its subpaths by name, and get the sources. */
const sources = Object.entries(manifest.exports)
  .filter((entry): entry is [string, { types: string; default: string }] => typeof entry[1] === "object")
  .map(([subpath, { default: built }]) => ({
    find: new RegExp(`^tsrapide${subpath.slice(1)}$`),
    replacement: fileURLToPath(
      new URL(built.replace("./dist/", "./src/").replace(/\.js$/, ".ts"), import.meta.url),
    ),
  }));

const config: ViteUserConfig = defineConfig({
  resolve: { alias: sources },
  test: {
    // Far more than any test takes on an idle machine: a busy one must not fail it.
    testTimeout: 60_000,
    setupFiles: "./test/fixed-seed.ts",
    // On two processors both: many tests wait for other processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: { name: "source", include: ["test/{unit,laws,conformance}/**/*.test.ts", "test/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["test/types/**/*.test-d.ts"],
            tsconfig: "./test/types/tsconfig.json",
          },
        },
      },
      {
        // Against the package as it would be published: built, packed and unpacked once for the whole run.
        extends: true,
        test: {
          name: "package",
          include: ["test/{package,docs}/**/*.test.ts"],
          globalSetup: "./test/package/stage.ts",
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["text-summary", "text", "html"],
      thresholds: { lines: 97, functions: 96, branches: 93, statements: 96 },
    },
  },
});

export default config;
