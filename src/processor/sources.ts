import { show } from "../show.ts";
import { macrotask } from "../source/macrotask.ts";
import { openSource, ownName } from "../source/open.ts";
import type { Reader, Source } from "../source/source.ts";
import { Lane } from "./lane.ts";
import type { Handle } from "./listeners.ts";
import { checkSourceOptions, type SourceOptions } from "./options.ts";
import type { Pump } from "./pump.ts";

/** The registered sources, each with its lane. The engine is told of them from the start of the run. */
export class Sources {
  readonly #pump: Pump;
  readonly #reader: Reader;
  /** Those that are still being closed. */
  readonly #closing = new Set<Promise<void>>();
  #running = false;

  constructor(pump: Pump, reader: Reader) {
    this.#pump = pump;
    this.#reader = reader;
  }

  add(name: string, source: Source, options: SourceOptions): Handle {
    checkSourceOptions(options);
    if (typeof name !== "string" || name === "")
      throw new TypeError(`a source's name is a non-empty string, not ${show(name)}`);
    const { lanes, turns } = this.#pump;
    if (lanes.has(name)) throw new TypeError(`there is a source "${name}" already; give each its own name`);
    const { ordered = false, idleMs = 10_000 } = options;
    const cursor = openSource(source, this.#reader);
    const lane = new Lane(name, ownName(source), cursor, { ordered, idleMs }, turns);
    lanes.set(name, lane);
    if (this.#running) {
      this.#announce(lane);
      lane.pull();
      this.#pump.wake();
    }
    return {
      dispose: () => {
        if (lanes.get(name) === lane) this.remove(name);
      },
    };
  }

  remove(name: string): boolean {
    const lane = this.#pump.lanes.get(name);
    if (lane === undefined) return false;
    this.#pump.lanes.delete(name);
    this.#leave(lane);
    if (this.#running) {
      void this.#pump.step({ type: "sourceEnded", source: name, failed: false, now: this.#pump.now() });
      this.#pump.follow([]);
    }
    return true;
  }

  /** The run begins. */
  start(): void {
    this.#running = true;
    for (const lane of this.#pump.lanes.values()) this.#announce(lane);
  }

  /** The run is over: closes what is still open, and waits a moment for those that close at once. */
  async close(): Promise<void> {
    this.#running = false;
    for (const lane of this.#pump.lanes.values()) this.#leave(lane);
    this.#pump.lanes.clear();
    // A source may be stuck in the middle of a pull: nobody can make it close then.
    await Promise.race([Promise.all(this.#closing), macrotask()]);
  }

  #announce(lane: Lane): void {
    const { ordered, idleMs } = lane.options;
    void this.#pump.step({ type: "sourceAdded", source: lane.name, ordered, idleMs, now: this.#pump.now() });
  }

  #leave(lane: Lane): void {
    const closed = lane.remove();
    if (closed === undefined) return;
    this.#closing.add(closed);
    const gone = (): boolean => this.#closing.delete(closed);
    void closed.then(gone, gone);
  }
}
