import type { Link } from "./event.ts";

export function link(to: string | undefined, by: Link["by"]): readonly Link[] {
  return to === undefined ? [] : [{ to, by }];
}

/** What the sender of something says it acts because of. */
export function contextLinks(causes: readonly string[]): readonly Link[] {
  return causes.map((to) => ({ to, by: "context" }));
}
