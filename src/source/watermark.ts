import type { SourceProgress } from "./source-progress.ts";

/**
 * How far event time has come: the least, over the running sources, of the highest event time each
 * has delivered (a low watermark; Akidau et al., "The Dataflow Model", 2015). A delivery costs
 * O(log sources) where it moves the least, O(1) where it does not.
 */
export class Watermark {
  readonly #sources = new Map<string, SourceProgress>();
  /** The last answer: events of one source come in runs. */
  #last: SourceProgress | undefined;
  /** Binary min-heap of the running sources, by highest event time. */
  readonly #heap: SourceProgress[] = [];
  #unended = 0;
  #anyEnded = false;
  /** The highest event time that any source has delivered. */
  highest: number = Number.NEGATIVE_INFINITY;
  anyFailed = false;
  /** When the next source may be idle, early at worst; `-Infinity` where that must be found out. */
  #idleFrom = Number.NEGATIVE_INFINITY;

  add(source: SourceProgress): void {
    this.#sources.set(source.name, source);
    this.#unended++;
    this.#insert(source);
    this.#idleFrom = Number.NEGATIVE_INFINITY;
  }

  source(name: string): SourceProgress | undefined {
    if (this.#last?.name === name && this.#last.state !== "ended") return this.#last;
    return (this.#last = this.#sources.get(name));
  }

  /** Whether there were sources, and all of them have ended. */
  get allEnded(): boolean {
    return this.#unended === 0 && this.#anyEnded;
  }

  end(source: SourceProgress, failed: boolean): void {
    if (source.state === "ended") return;
    if (source.state === "running") this.#remove(source);
    source.state = "ended";
    this.#unended--;
    this.#anyEnded = true;
    this.anyFailed ||= failed;
    // Its name may be registered again, by a source that starts anew.
    this.#sources.delete(source.name);
  }

  /** Notes that a source has delivered an event of that time; `came` says when. */
  delivered(source: SourceProgress | undefined, time: number, came: { readonly at: number }): void {
    if (time > this.highest) this.highest = time;
    if (source === undefined || source.state === "ended") return;
    source.lastAt = came.at;
    if (source.state === "idle") {
      source.state = "running";
      this.#idleFrom = Number.NEGATIVE_INFINITY;
      if (time > source.highest) source.highest = time;
      this.#insert(source);
    } else if (time > source.highest) {
      source.highest = time;
      // Mostly there is none below it.
      if (2 * source.at + 1 < this.#heap.length) this.#sink(source.at);
    }
  }

  /**
   * Leaves out of the watermark whoever has been idle for too long by `now`. A source whose events
   * wait since `horizon` to be handed over is not idle. Cost O(sources) where one may be, else O(1).
   */
  tick(now: number, horizon: number): void {
    if (this.idleFrom() > now) return;
    const until = Math.min(now, horizon);
    for (const source of this.#sources.values())
      if (source.state === "running" && until - source.lastAt >= source.idleMs) {
        this.#remove(source);
        source.state = "idle";
      }
    this.#idleFrom = Number.NEGATIVE_INFINITY;
  }

  /** When the next source may have been idle for too long, early at worst; `Infinity` for never. */
  idleFrom(): number {
    if (this.#idleFrom > Number.NEGATIVE_INFINITY) return this.#idleFrom;
    // Deliveries of running sources only move it later.
    let next = Number.POSITIVE_INFINITY;
    for (const { state, lastAt, idleMs } of this.#sources.values())
      if (state === "running") next = Math.min(next, lastAt + idleMs);
    return (this.#idleFrom = next);
  }

  /** As it is, or as it would be with one more event of that time from no registered source. */
  value(time: number = Number.NEGATIVE_INFINITY): number {
    return this.#heap.length === 0 ? Math.max(this.highest, time) : this.#heap[0]!.highest;
  }

  #insert(source: SourceProgress): void {
    this.#heap.push(source);
    this.#rise(this.#heap.length - 1, source);
  }

  #remove(source: SourceProgress): void {
    const heap = this.#heap;
    const { at } = source;
    const moved = heap.pop()!;
    source.at = -1;
    if (moved === source) return;
    this.#rise(at, moved);
    this.#sink(moved.at);
  }

  #rise(at: number, source: SourceProgress): void {
    const heap = this.#heap;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.highest <= source.highest) break;
      this.#put(at, heap[parent]!);
      at = parent;
    }
    this.#put(at, source);
  }

  #sink(at: number): void {
    const heap = this.#heap;
    const source = heap[at]!;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.highest < heap[child]!.highest) child++;
      if (heap[child]!.highest >= source.highest) break;
      this.#put(at, heap[child]!);
      at = child;
    }
    this.#put(at, source);
  }

  #put(at: number, source: SourceProgress): void {
    this.#heap[at] = source;
    source.at = at;
  }
}
