import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { node, repository, run } from "./run.ts";

/** Where the package was unpacked, and what went into it. */
export interface Stage {
  /** The package as a user has it, in `node_modules` of the consumer. */
  readonly installed: string;
  /** A project that depends on the package: programs are put here to be run. */
  readonly consumer: string;
  /** The paths that `npm pack` puts into the tarball. */
  readonly files: readonly string[];
  readonly packedBytes: number;
}

declare module "vitest" {
  export interface ProvidedContext {
    stage: Stage | { readonly failed: string };
  }
}

/** The package as the global setup unpacked it. Throws where it could not be built. */
export function stage(): Stage {
  const made = inject("stage");
  if ("failed" in made) throw new Error(`The package could not be built.\n${made.failed}`);
  return made;
}

/** The global setup: a failed build fails the tests that need it and lets all others run. */
export function setup(project: TestProject): () => void {
  const root = mkdtempSync(join(tmpdir(), "tsrapide-"));
  try {
    project.provide("stage", unpackedIn(root));
  } catch (error) {
    project.provide("stage", { failed: String(error) });
  }
  return () => rmSync(root, { recursive: true, force: true });
}

/**
 * Builds, packs and unpacks the package, once for all tests. The repository's own `dist` is neither
 * read nor written, so tests need no build before them.
 */
function unpackedIn(root: string): Stage {
  const packed = join(root, "packed");
  const consumer = join(root, "consumer");
  const installed = join(consumer, "node_modules", "tsrapide");

  mkdirSync(packed);
  for (const file of ["package.json", "README.md", "LICENSE", "CHANGELOG.md"])
    if (existsSync(join(repository, file))) cpSync(join(repository, file), join(packed, file));
  node(["scripts/build.mjs", join(packed, "dist")], repository);
  const [tarball] = JSON.parse(run("npm", ["pack", "--dry-run", "--ignore-scripts", "--json"], packed)) as [
    { files: { path: string }[]; size: number },
  ];
  const files = tarball.files.map(({ path }) => path).toSorted();
  for (const path of files) {
    mkdirSync(dirname(join(installed, path)), { recursive: true });
    cpSync(join(packed, path), join(installed, path));
  }

  // Development tools and the package's dependencies are found one level up.
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"), "junction");
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ private: true, type: "module" }));
  linkCommands(consumer, installed);
  return { installed, consumer, files, packedBytes: tarball.size };
}

/** Puts the package's commands where `npx` and a shell with the right PATH look for them. */
function linkCommands(consumer: string, installed: string): void {
  const { bin } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  const folder = join(consumer, "node_modules", ".bin");
  mkdirSync(folder);
  for (const [name, path] of Object.entries(bin))
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\nexec "${process.execPath}" "${join(installed, path)}" "$@"\n`,
      {
        mode: 0o755,
      },
    );
}
