import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, reachOf } from "../source-tree.ts";
import { node } from "./run.ts";
import { stage } from "./stage.ts";

const { installed, consumer, files, packedBytes } = stage();

const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
  exports: Record<string, string | { types: string; default: string }>;
  bin: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};

const subpaths = Object.entries(manifest.exports).filter(([, target]) => typeof target === "object") as [
  string,
  { types: string; default: string },
][];

test("the tarball holds the compiled sources, the command and the four files about them, nothing else", () => {
  const compiled = filesBelow("src").flatMap((path) =>
    path.endsWith(".ts")
      ? [`dist/${path.replace(/ts$/, "d.ts")}`, `dist/${path.replace(/ts$/, "js")}`]
      : `dist/${path}`,
  );
  const ofLaws = /^dist\/testing\/(oracle|arbitraries)/;
  const library = compiled.filter((path) => !path.startsWith("dist/cli/") && !ofLaws.test(path));
  const about = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
  expect(files.filter((path) => !path.startsWith("dist/cli/"))).toEqual([...about, ...library].toSorted());

  // A bundle: few files, because each that is opened at the start costs as much as it is large.
  const command = files.filter((path) => path.startsWith("dist/cli/"));
  expect(command).toEqual(expect.arrayContaining(["dist/cli/main.js", "dist/cli/thread.js"]));
  expect(command.filter((path) => !/^dist\/cli\/[\w-]+\.js$/.test(path))).toEqual([]);
  expect(command.length).toBeLessThan(50);
  console.log(`tarball: ${files.length} files, ${packedBytes} bytes`);
});

test("every file that the package exports is in the tarball", () => {
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [target] : [target.types, target.default],
  );
  expect(targets.filter((target) => !files.includes(target.slice("./".length)))).toEqual([]);
});

test.each(subpaths)("%s can be imported", (subpath) => {
  const specifier = `tsrapide${subpath.slice(1)}`;
  const names = node(
    ["-e", `import("${specifier}").then((m) => console.log(Object.keys(m).length))`],
    consumer,
  );
  expect(Number(names)).toBeGreaterThan(0);
});

test.each(subpaths)("%s reaches no package but Node's own and the declared dependencies", (_, target) => {
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const { packages } = reachOf(join(installed, target.default));
  const undeclared = [...packages].filter(
    (name) => !name.startsWith("node:") && !declared.some((d) => name === d || name.startsWith(`${d}/`)),
  );
  expect(undeclared).toEqual([]);
});

test.each(Object.entries(manifest.bin))("the command %s can be run", (name, path) => {
  expect(readFileSync(join(installed, path), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(node([join(installed, path), "--help"], consumer)).toContain(name);
});
