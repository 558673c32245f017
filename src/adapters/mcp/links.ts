import type { Link } from "./event.ts";

/** No links: one list for all that have none. */
export const NO_LINKS: readonly Link[] = Object.freeze([]);

export function link(to: string | undefined, by: Link["by"]): readonly Link[] {
  return to === undefined ? NO_LINKS : [{ to, by }];
}

/** What the sender of something says it acts because of. */
export function contextLinks(causes: readonly string[]): readonly Link[] {
  return causes.length === 0 ? NO_LINKS : causes.map((to) => ({ to, by: "context" }));
}
