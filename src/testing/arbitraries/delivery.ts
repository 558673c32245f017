import type { Arbitrary, FastCheck } from "./fast-check.ts";
import { inTens, type StreamEvent } from "./stream.ts";

/** One handing over of an event: when, and what became of it on the way. */
export interface Delivery {
  readonly event: StreamEvent;
  /** Milliseconds since the delivery before. */
  readonly elapsed: number;
  /** How long it lay ready before it was handed over. */
  readonly lag: number;
  /** Whether the clock ticks after it, and how much later. */
  readonly tick: number | undefined;
}

export interface DeliveryOptions {
  /** Repeats, conflicts, losses and cycles. Default true. */
  readonly faults?: boolean;
  /** Whether events may overtake each other. Default true. */
  readonly shuffled?: boolean;
  /** Keep the order in which each source made its events. Default false. */
  readonly bySource?: boolean;
}

type Fate = "once" | (typeof FAULTS)[number];

const FAULTS = ["twice", "conflict", "lost", "late", "ghost", "cycle", "broken"] as const;

interface Passage {
  readonly fate: Fate;
  readonly delay: number;
  readonly again: number;
  readonly elapsed: number;
  readonly lag: number;
  readonly tick: number | undefined;
}

/** Ways for a stream to arrive: shuffled, repeated, in part, late. */
export function deliveries(
  fc: FastCheck,
  options: DeliveryOptions = {},
): Arbitrary<(stream: readonly StreamEvent[]) => Delivery[]> {
  const { faults = true, shuffled = true } = options;
  const common = { weight: 20, arbitrary: fc.constant<Fate>("once") };
  const rare = FAULTS.map((fate) => ({
    weight: 1,
    arbitrary: fc.constant<Fate>(fate),
  }));
  const passage = fc.record<Passage>({
    fate: faults ? fc.oneof(common, ...rare) : fc.constant<Fate>("once"),
    delay: shuffled ? fc.oneof(fc.constant(0), fc.nat(3), fc.nat(12)) : fc.constant(0),
    again: fc.nat(12),
    elapsed: fc.oneof(fc.constant(0), fc.nat(5).map(inTens)),
    lag: fc.oneof(fc.constant(0), fc.nat(6).map(inTens)),
    // Deadlines fall strictly after their time: by one millisecond, at least.
    tick: fc.option(fc.constantFrom(0, 1, 10, 11, 20, 40), { nil: undefined }),
  });
  return fc
    .array(passage, { minLength: 8, maxLength: 40, size: "max" })
    .map((passages) => (stream) => deliver(stream, passages, options.bySource ?? false));
}

function deliver(
  stream: readonly StreamEvent[],
  passages: readonly Passage[],
  bySource: boolean,
): Delivery[] {
  const due: { at: number; delivery: Delivery }[] = [];
  const lastOf = new Map<string, number>();
  for (const [index, event] of stream.entries()) {
    const passage = passages[index % passages.length] as Passage;
    const { fate, elapsed, lag, tick } = passage;
    let at = index + passage.delay + (fate === "late" ? 10 : 0);
    if (bySource) {
      at = Math.max(at, lastOf.get(event.from) ?? 0);
      lastOf.set(event.from, at);
    }
    const [first, second] = versions(event, fate, stream, index);
    if (first) due.push({ at, delivery: { event: first, elapsed, lag, tick } });
    if (second) due.push({ at: at + passage.again, delivery: { event: second, elapsed, lag, tick } });
  }
  return due.toSorted((a, b) => a.at - b.at).map(({ delivery }) => delivery);
}

/** What is handed over of an event: nothing, once, or twice. */
function versions(
  event: StreamEvent,
  fate: Fate,
  stream: readonly StreamEvent[],
  index: number,
): StreamEvent[] {
  switch (fate) {
    case "once":
    case "late":
      return [event];
    case "twice":
      // Without a time or a source of its own the second still says the same.
      return [event, { ...event, time: index % 2 === 0 ? event.time : undefined }];
    case "conflict":
      return [event, { ...event, data: { ...event.data, k: event.data.k + 1 } }];
    case "lost":
      return [];
    case "broken":
      return [{ ...event, name: "not a name" }];
    case "ghost":
      return [{ ...event, causes: [...event.causes, `ghost${index}`] }];
    case "cycle": {
      const later = stream[Math.min(index + 1, stream.length - 1)];
      return later && later !== event ? [{ ...event, causes: [...event.causes, later.id] }] : [event];
    }
  }
}
