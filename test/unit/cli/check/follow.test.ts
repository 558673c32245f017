import { expect, it } from "vitest";
import type { Clock } from "../../../../src/clock.ts";
import { commandLine, lines, Written } from "../command-line.ts";

/** A clock that stands still until it is moved. */
class HandClock implements Clock {
  #now = 1_000_000;
  readonly #timers = new Map<object, { at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): object {
    const handle = {};
    this.#timers.set(handle, { at: this.#now + ms, callback });
    return handle;
  }

  clearTimeout(handle: unknown): void {
    this.#timers.delete(handle as object);
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers]
        .filter(([, { at }]) => at <= end)
        .toSorted((a, b) => a[1].at - b[1].at)[0];
      if (due === undefined) break;
      this.#now = Math.max(this.#now, due[1].at);
      this.#timers.delete(due[0]);
      due[1].callback();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

/** A stdin that is written to by hand. */
function pipe(): { write(text: string): Promise<void>; end(): void; stream: AsyncIterable<Uint8Array> } {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  return {
    stream: readable,
    async write(text) {
      await writer.write(Buffer.from(text));
      await settled();
    },
    end: () => void writer.close(),
  };
}

const RULES =
  "constraints: [{ name: answered, mustMatch: { trigger: Ask, response: Answer, within: { ms: 1000 } } }]";

it("prints a violation when its deadline falls, though no line comes", async () => {
  const [clock, stdin, stdout] = [new HandClock(), pipe(), new Written()];
  const done = commandLine("check - --rules r --follow --json", {
    files: { r: RULES },
    clock,
    stdin: stdin.stream,
    stdout,
  });
  await settled();
  await stdin.write(lines({ id: "q1", name: "Ask" }, { id: "q2", name: "Ask" }));
  await clock.advance(900);
  await stdin.write(lines({ id: "r1", name: "Answer", causes: ["q1"] }));
  expect(stdout.text).toBe("");
  await clock.advance(200);
  expect(JSON.parse(stdout.text)).toMatchObject({
    constraint: "answered",
    reason: "deadline",
    instance: "q2",
  });
  stdin.end();
  expect(await done).toMatchObject({ status: 1 });
  const [first, last, ...rest] = stdout.text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rest).toEqual([]);
  expect(last).toMatchObject({ version: 1, outcome: "completed", violations: [first], inconclusive: [] });
});

it("lets go of events that wait for a cause too long", async () => {
  const [clock, stdin, stdout] = [new HandClock(), pipe(), new Written()];
  const done = commandLine("check - --rules r --follow", {
    files: { r: RULES },
    clock,
    stdin: stdin.stream,
    stdout,
  });
  await settled();
  await stdin.write(lines({ id: "q1", name: "Ask", causes: ["gone"] }));
  await clock.advance(4_000);
  expect(stdout.text).toBe("");
  // Forced out after 5 seconds, overdue after another one.
  await clock.advance(3_000);
  expect(stdout.text).toContain("✗ answered: ");
  stdin.end();
  const { err, status } = await done;
  expect(status).toBe(1);
  expect(err).toContain("gone");
  expect(stdout.text).toContain("1 event cites causes that never came");
});

it("reads several inputs as they come", async () => {
  const [clock, stdin, stdout] = [new HandClock(), pipe(), new Written()];
  const files = { r: RULES, e: lines({ id: "q1", name: "Ask" }) };
  const done = commandLine("check e - --rules r --follow --json", {
    files,
    clock,
    stdin: stdin.stream,
    stdout,
  });
  await settled();
  await stdin.write(lines({ id: "r1", name: "Answer", causes: ["q1"] }));
  stdin.end();
  expect(await done).toMatchObject({ status: 0 });
  expect(JSON.parse(stdout.text)).toMatchObject({ events: { read: 2, admitted: 2 }, violations: [] });
});

it("stops at a broken line where it is strict", async () => {
  const [clock, stdin] = [new HandClock(), pipe()];
  const done = commandLine("check - --rules r --follow --strict", {
    files: { r: RULES },
    clock,
    stdin: stdin.stream,
  });
  await settled();
  await stdin.write("nope\n");
  expect(await done).toMatchObject({ status: 2, err: expect.stringContaining("stdin:1: not JSON") });
});
