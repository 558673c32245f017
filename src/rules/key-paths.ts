import type { LinkKey } from "../admission/link-rule.ts";

/** What link keys of a rule file read, as it says, by the function made of each. */
const paths = new WeakMap<LinkKey, string>();

/** Notes the path that a key reads, and returns the key. */
export function readingPath(key: LinkKey, path: string): LinkKey {
  paths.set(key, path);
  return key;
}

/** The path that a key reads; `undefined` for one that was made in code. */
export function pathOf(key: LinkKey): string | undefined {
  return paths.get(key);
}
