import type { RetainedEvent, Slice, Violation } from "../index.ts";
import { counted } from "../wording.ts";

export interface PictureOptions {
  /** Their events are marked, and told in the picture. */
  readonly violations?: readonly Violation[];
}

/** A slice, ready to be drawn. */
export interface Picture {
  /** The events of each source, in the order the sources appear. */
  readonly lanes: readonly { readonly source: string; readonly nodes: readonly PictureNode[] }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly hidden: number }[];
  /** What the picture does not show; empty where it shows all. */
  readonly note: string;
}

export interface PictureNode {
  /** Of letters and digits, whatever the id of the event is. */
  readonly key: string;
  readonly event: RetainedEvent;
  /** The constraints it breaks. */
  readonly breaks: readonly string[];
}

/** Throws a RangeError, with advice, for more events than can be looked at. */
export function pictureOf(
  { events, edges, outside }: Slice,
  { violations = [] }: PictureOptions,
  most: { readonly events: number; readonly edges: number },
): Picture {
  if (events.length > most.events || edges.length > most.edges)
    throw new RangeError(
      `a picture of ${events.length} events and ${edges.length} edges would show nothing; at most ${most.events} and ${most.edges} can be drawn. Draw what is around an event: graph.slice({ around, depth }), or --around ID --depth N`,
    );
  const broken = new Map<string, string[]>();
  for (const { constraint, events: named } of violations)
    for (const { id } of named) broken.set(id, [...(broken.get(id) ?? []), constraint]);
  const keys = new Map(events.map(({ id }, at) => [id, `n${at}`]));
  const lanes = new Map<string, PictureNode[]>();
  for (const event of events) {
    const node = { key: keys.get(event.id)!, event, breaks: [...new Set(broken.get(event.id))] };
    const lane = lanes.get(event.source);
    if (lane === undefined) lanes.set(event.source, [node]);
    else lane.push(node);
  }
  return {
    lanes: [...lanes].map(([source, nodes]) => ({ source, nodes })),
    edges: edges.map(({ cause, effect, hidden }) => ({
      from: keys.get(cause)!,
      to: keys.get(effect)!,
      hidden,
    })),
    note: outside === 0 ? "" : `${counted(outside, "link leads", "links lead")} to events that are not shown`,
  };
}
