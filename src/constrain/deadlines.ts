import type { Hold } from "../admission/hold.ts";
import { Heap } from "../heap.ts";
import type { ConstraintRule } from "./constraint-rule.ts";

/** Admission numbers, the clock of the processor, or event time. */
export type DueAxis = "events" | "arrival" | "event";

/** A deadline: it falls once its axis has passed `due`. */
export interface Due {
  readonly due: number;
  readonly rule: ConstraintRule;
  readonly watcher: DueWatcher;
  /** Whether it still matters. */
  readonly open: boolean;
  expire(): void;
}

/**
 * A rule with deadlines. Knows the held events that could still answer in time: a deadline does not
 * fall while one of them may.
 */
export class DueWatcher {
  readonly axis: DueAxis;
  /** Deadlines that a held response keeps from falling. */
  readonly waiting: Axis = new Axis();
  /** Those that have left are among them for a while. */
  readonly #held = new Heap<HeldResponse>((a, b) => a.point < b.point);
  #gone = 0;

  constructor(axis: DueAxis) {
    this.axis = axis;
  }

  /** Call with each event in hold that would be a response, and its event time. */
  hold(hold: Hold, time: number): void {
    this.#held.push({ hold, point: this.axis === "event" ? time : hold.at });
  }

  /** Call when one of them has left hold. Keeps the memory proportional to those in hold, at O(1) amortised. */
  left(): void {
    if (++this.#gone < SWEEP_AT || this.#gone * 2 < this.#held.size) return;
    this.#held.retain(({ hold }) => !hold.over);
    this.#gone = 0;
  }

  /** Deadlines from here on do not fall: where the earliest held response stands. `Infinity` for none. */
  heldBackTo(): number {
    const held = this.#held;
    while (held.size > 0 && held.peek()!.hold.over) held.pop();
    return held.peek()?.point ?? Number.POSITIVE_INFINITY;
  }
}

interface HeldResponse {
  readonly hold: Hold;
  /** Its place on the axis. */
  readonly point: number;
}

function sooner(a: Due, b: Due): boolean {
  return a.due < b.due;
}

/** One axis of deadlines: what is due first is on top, what was closed early is swept out in time. */
class Axis {
  readonly heap: Heap<Due> = new Heap<Due>(sooner);
  #closed = 0;

  add(due: Due): void {
    this.heap.push(due);
  }

  /** Keeps the memory of an axis proportional to its open deadlines, at O(1) amortised. */
  closed(): void {
    if (++this.#closed < SWEEP_AT || this.#closed * 2 < this.heap.size) return;
    this.heap.retain((due) => due.open);
    this.#closed = 0;
  }

  nextDue(): number {
    const { heap } = this;
    while (heap.size > 0 && !heap.peek()!.open) heap.pop();
    return heap.peek()?.due ?? Number.POSITIVE_INFINITY;
  }
}

const SWEEP_AT = 64;

/** All deadlines of all rules. What is due is found from the tops of three heaps, never by a scan. */
export class Deadlines {
  readonly #axes: Record<DueAxis, Axis> = { events: new Axis(), arrival: new Axis(), event: new Axis() };

  add(due: Due): void {
    this.#axes[due.watcher.axis].add(due);
  }

  /** Call when a deadline was met or dropped before it fell. */
  closed(due: Due): void {
    this.#axes[due.watcher.axis].closed();
    due.watcher.waiting.closed();
  }

  /** Whether anything waits for the watermark. */
  get needWatermark(): boolean {
    return this.#axes.event.nextDue() < Number.POSITIVE_INFINITY;
  }

  /** The next deadline on the arrival clock; `Infinity` for none. */
  nextArrival(): number {
    return this.#axes.arrival.nextDue();
  }

  /** Expires what had until admission number `seq`. */
  admitted(seq: number): void {
    const { heap } = this.#axes.events;
    while (heap.size > 0 && heap.peek()!.due <= seq) {
      const due = heap.pop()!;
      if (due.open) due.expire();
    }
  }

  /**
   * What would fall due with admission number `seq` and the watermark at `watermark`, by rule, in no
   * order; held responses are not asked. Cost O(log deadlines) for each.
   */
  dueWith(seq: number, watermark: number): Map<ConstraintRule, Due[]> {
    const found = new Map<ConstraintRule, Due[]>();
    for (const due of [
      ...this.#looked("events", (at) => at <= seq),
      ...this.#looked("event", (at) => at < watermark),
    ]) {
      const others = found.get(due.rule);
      if (others === undefined) found.set(due.rule, [due]);
      else others.push(due);
    }
    return found;
  }

  #looked(axis: DueAxis, isDue: (at: number) => boolean): Due[] {
    const { heap } = this.#axes[axis];
    const taken: Due[] = [];
    while (heap.size > 0 && isDue(heap.peek()!.due)) taken.push(heap.pop()!);
    for (const due of taken) heap.push(due);
    return taken.filter((due) => due.open);
  }

  /** Expires what was due before `watermark`, but for rules that hold an earlier response. */
  watermark(watermark: number): void {
    this.#expire("event", watermark);
  }

  /** Expires what was due before `now`, if all that arrived by then was delivered. */
  tick(now: number, horizon: number): void {
    this.#expire("arrival", Math.min(now, horizon));
  }

  #expire(axis: DueAxis, before: number): void {
    const { heap } = this.#axes[axis];
    while (heap.size > 0 && heap.peek()!.due < before) {
      const due = heap.pop()!;
      if (!due.open) continue;
      if (due.watcher.heldBackTo() <= due.due) due.watcher.waiting.add(due);
      else due.expire();
    }
  }

  /** Looks again at what a held response kept back that is now admitted or rejected. */
  released(watcher: DueWatcher): void {
    watcher.left();
    const waiting = watcher.waiting.heap;
    if (waiting.size === 0) return;
    const until = watcher.heldBackTo();
    while (waiting.size > 0 && waiting.peek()!.due < until) this.add(waiting.pop()!);
  }
}
