import { flawOf } from "../../read-input.ts";
import { StreamProcessor } from "../../processor.ts";
import type { Chunk } from "../../source/chunk.ts";
import { openSource } from "../../source/open.ts";
import type { Cursor, Reader, Source } from "../../source/source.ts";
import { SimulatedClock } from "../simulated-clock.ts";

/** The test functions of Vitest, Jest, Bun or Node with an `expect`, as far as they are used. */
export interface TestFunctions {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
  readonly expect: (value: unknown) => { toBe(expected: unknown): void; toEqual(expected: unknown): void };
}

/** One source to try: fresh for each test. */
export interface SourceFixture {
  readonly source: Source;
  /** How many events it yields before it ends: at least 2, all valid and with different ids. */
  readonly count: number;
  /** Says, after a reader has left early, whether everything was cleaned up. */
  readonly isClosed?: (() => boolean) | undefined;
}

/**
 * What every source must do, as a suite. `failing` makes a source that throws after its events.
 *
 * @example sourceConformance("my source", () => ({ source: mySource(), count: 3 }), { describe, it, expect });
 */
export function sourceConformance(
  name: string,
  make: () => SourceFixture,
  { describe, it, expect }: TestFunctions,
  failing?: () => SourceFixture,
): void {
  describe(`${name} is a source`, () => {
    it("yields events, and says when it ends", async () => {
      const { source, count } = make();
      const { events, end } = await readAll(openSource(source, reader()));
      expect(end).toBe("ended");
      expect(events.map((event) => flawOf(event)).filter((flaw) => flaw !== undefined)).toEqual([]);
      expect(events.length).toBe(count);
    });

    it("stays ended", async () => {
      const cursor = openSource(make().source, reader());
      await readAll(cursor);
      expect((await pull(cursor)).end).toBe("ended");
    });

    it("can be left at any moment, twice", async () => {
      const { source, isClosed } = make();
      const cursor = openSource(source, reader());
      await pull(cursor);
      await cursor.cancel();
      await cursor.cancel();
      expect(isClosed?.() ?? true).toBe(true);
    });

    it("can be left before it is read", async () => {
      const cursor = openSource(make().source, reader());
      expect(await cursor.cancel()).toBe(undefined);
    });

    it("runs through a processor, every event once", async () => {
      const { source, count } = make();
      const processor = new StreamProcessor({ clock: new SimulatedClock() });
      processor.addSource("tried", source);
      const { outcome, events } = await processor.run();
      expect(outcome).toBe("completed");
      expect([events.read, events.admitted, events.rejected, events.duplicates]).toEqual([
        count,
        count,
        0,
        0,
      ]);
    });

    it("is closed when the run is stopped", async () => {
      const { source, isClosed } = make();
      const processor = new StreamProcessor({ clock: new SimulatedClock() });
      processor.addSource("tried", source);
      processor.watch("**", () => processor.stop());
      expect((await processor.run()).outcome).toBe("stopped");
      expect(isClosed?.() ?? true).toBe(true);
    });

    if (failing === undefined) return;
    it("hands over what it has before it fails", async () => {
      const { source, count } = failing();
      const { events, end } = await readAll(openSource(source, reader()));
      expect([events.length, end]).toEqual([count, "failed"]);
    });
  });
}

interface Answer {
  readonly chunk?: Chunk;
  readonly end?: "ended" | "failed";
}

function pull(cursor: Cursor): Promise<Answer> {
  return new Promise((resolve) => {
    cursor.next({
      arrived: (chunk) => resolve({ chunk }),
      ended: () => resolve({ end: "ended" }),
      failed: () => resolve({ end: "failed" }),
    });
  });
}

async function readAll(cursor: Cursor): Promise<{ events: unknown[]; end: "ended" | "failed" }> {
  const events: unknown[] = [];
  for (;;) {
    const { chunk, end } = await pull(cursor);
    if (end !== undefined) return { events, end };
    if (chunk === undefined) continue;
    events.push(...chunk.events.slice(chunk.index));
    chunk.index = chunk.events.length;
  }
}

function reader(): Reader {
  return { clock: new SimulatedClock(), inCallback: false, whenAwaiting: new Set() };
}
