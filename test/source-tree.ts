import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { repository } from "./package/run.ts";

/** All files below a folder of the repository, as sorted paths relative to it, with forward slashes. */
export function filesBelow(folder: string): string[] {
  const root = join(repository, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .toSorted();
}

/** One import or re-export, static or dynamic. */
export interface Import {
  readonly specifier: string;
  /** Nothing of it is left when the file is compiled. */
  readonly typeOnly: boolean;
}

const STATIC = /^(?:import|export)\s+(type\s)?(?:([^"';]*?)\sfrom\s+)?"([^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"/g;

/** The imports of a source file or a compiled one. */
export function importsOf(path: string): Import[] {
  const text = readFileSync(path, "utf8");
  const statics = [...text.matchAll(STATIC)].map(([, type, names, specifier]) => ({
    specifier: specifier as string,
    typeOnly: type !== undefined || onlyTypes(names),
  }));
  const dynamics = [...text.matchAll(DYNAMIC)].map(([, specifier]) => ({
    specifier: specifier as string,
    typeOnly: false,
  }));
  return [...statics, ...dynamics];
}

function onlyTypes(names: string | undefined): boolean {
  const listed = /^\{([\s\S]*)\}$/.exec(names?.trim() ?? "")?.[1];
  return listed !== undefined && listed.split(",").every((name) => /^\s*(type\s|$)/.test(name));
}

/** What a file reaches through imports: the files themselves and everything outside them. */
export interface Reach {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** Follows the imports of `entry` (an absolute path); those of types only where `types` says so. */
export function reachOf(entry: string, types = true): Reach {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const { specifier, typeOnly } of importsOf(file)) {
      if (typeOnly && !types) continue;
      if (specifier.startsWith(".")) waiting.push(join(dirname(file), specifier));
      else packages.add(specifier);
    }
  }
  return { files, packages };
}
