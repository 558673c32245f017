import { createHash } from "node:crypto";
import type { CausalEvent } from "tsrapide";
import type { MCPEventAdapter } from "tsrapide/mcp";

/** What an event is about, so that a reader of a test knows it without its id. */
export function label({ name, data }: CausalEvent<any>): string {
  const about = [
    data.tool ?? data.prompt ?? data.method,
    data.callId !== undefined && `#${data.callId}`,
    data.kind,
  ];
  const step = data.progress === undefined ? "" : ` ${data.progress}/${data.total}`;
  return `${name.replace("mcp.", "")} ${about.filter(Boolean).join(" ")}${step}`.trim();
}

/** Each event, and why: `result echo #1 <- call echo #1 (id)`. Causes from elsewhere by their ids. */
export function outline(events: readonly CausalEvent<any>[]): string[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  return events.map((event) => {
    const causes = event.data.links.map(({ to, by }: { to: string; by: string }) => {
      const cause = byId.get(to);
      return `${cause === undefined ? to : label(cause)} (${by})`;
    });
    return `${label(event)} <- ${causes.join(", ")}`;
  });
}

/**
 * The graph up to ids, and up to the order of what happened side by side: each event as what it is
 * and, in turn, what its causes are.
 */
export function graph(events: readonly CausalEvent<any>[]): string[] {
  const known = new Map<string, string>();
  for (const event of events) {
    // Reasons are worded differently, and nothing takes the same time twice.
    const { links, ...data } = { ...event.data, durationMs: undefined, size: undefined };
    const causes = event.causes.map((id) => known.get(id) ?? "?").toSorted();
    if (Array.isArray(data.candidates)) data.candidates = data.candidates.map((id: string) => known.get(id));
    const by = links.map((link: { by: string }) => link.by).toSorted();
    const text = JSON.stringify([event.name, data, by, causes]);
    known.set(event.id, `${label(event)} ${createHash("sha256").update(text).digest("hex").slice(0, 16)}`);
  }
  return [...known.values()].toSorted();
}

/** Everything that an adapter yields until its connection is closed. */
export async function eventsOf(adapter: MCPEventAdapter): Promise<CausalEvent<any>[]> {
  const events: CausalEvent<any>[] = [];
  for await (const event of adapter) events.push(event);
  return events;
}
