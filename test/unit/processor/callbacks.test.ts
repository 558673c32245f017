import { describe, expect, it } from "vitest";
import {
  type Diagnostic,
  type EventInput,
  InMemoryEventSource,
  mustMatch,
  never,
  StreamProcessor,
  watch,
  where,
} from "../../../src/index.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => resolve()));

function many(count: number, name = "A"): EventInput[] {
  return Array.from({ length: count }, () => ({ name }));
}

describe("callbacks", () => {
  it("are called in the order things happen, each awaited before the next", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [
      { id: "a", name: "A" },
      { id: "b", name: "B", causes: ["a"] },
    ]);
    const log: string[] = [];
    processor.onEvent(async (event) => {
      log.push(`event ${event.id}`);
      await turn();
      log.push(`event ${event.id} done`);
    });
    processor.watch("A", async () => {
      log.push("A");
      await turn();
      expect(processor.graph.has("b")).toBe(false);
      log.push("A done");
    });
    processor.watch(["A", "B"], (a, b) => {
      log.push(`${a.id}${b.id}`);
    });
    processor.enforce(never({ pattern: "B", name: "no B" }));
    processor.onViolation((violation) => {
      log.push(`violation ${violation.constraint}`);
    });
    await processor.run();
    expect(log).toEqual([
      "event a",
      "event a done",
      "A",
      "A done",
      "event b",
      "event b done",
      "violation no B",
      "ab",
    ]);
  });

  it("see the graph as it was at the admission, also when a step frees several events", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [
      { id: "c", name: "A", causes: ["b"] },
      { id: "b", name: "A", causes: ["a"] },
      { id: "a", name: "A" },
    ]);
    const seen: string[] = [];
    processor.watch("A", async (event) => {
      await turn();
      seen.push(
        `${event.id}: ${processor.graph
          .events()
          .map((e) => e.id)
          .join()}`,
      );
    });
    await processor.run();
    expect(seen).toEqual(["a: a", "b: a,b", "c: a,b,c"]);
  });

  it("that throw or reject are reported and stop nothing", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [{ name: "A" }, { name: "A" }]);
    const told: Diagnostic[] = [];
    processor.onDiagnostic((diagnostic) => {
      told.push(diagnostic);
      throw new Error("even this");
    });
    processor.watch(
      "A",
      () => {
        throw new Error("sync");
      },
      { name: "one" },
    );
    // oxlint-disable-next-line prefer-promise-reject-errors
    processor.watch("A", () => Promise.reject("async"), { name: "two" });
    let reached = 0;
    processor.watch("A", () => {
      reached++;
    });
    processor.onEvent(() => {
      throw new Error("event");
    });
    const report = await processor.run();
    expect(report.outcome).toBe("completed");
    expect(report.events.admitted).toBe(2);
    expect(reached).toBe(2);
    expect(told.map(({ kind, rule }) => `${kind} ${rule}`)).toEqual(
      ["undefined", "one", "two", "undefined", "one", "two"].map((rule) => `callbackError ${rule}`),
    );
    expect(told[1]?.message).toMatch(/watch "one" failed: sync/);
    expect(told[2]?.error).toBe("async");
    // Six of callbacks, and six of those who were told.
    expect(report.diagnostics.callbackError).toBe(12);
    expect(report.firstDiagnostics.length).toBe(12);
    expect(processor.stats.diagnostics.callbackError).toBe(12);
  });

  it("that fail are kept in the report like all that goes wrong: the first 20 of each kind", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [...many(25, "no name"), ...many(25)]);
    processor.watch("A", () => {
      throw new Error("each time");
    });
    const { diagnostics, firstDiagnostics } = await processor.run();
    expect(diagnostics).toEqual({ callbackError: 25, rejected: 25 });
    expect(firstDiagnostics.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 20 }, () => "callbackError"),
      ...Array.from({ length: 20 }, () => "rejected"),
    ]);
  });

  it("that return something like a promise are awaited", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [{ name: "A" }, { name: "A" }]);
    const log: string[] = [];
    processor.watch("A", () => {
      log.push("called");
      return {
        // oxlint-disable-next-line no-thenable
        then: (resolve: () => void) => {
          setImmediate(() => {
            log.push("done");
            resolve();
          });
        },
      };
    });
    await processor.run();
    expect(log).toEqual(["called", "done", "called", "done"]);
  });

  it("of a watch end with it, even in the middle of a step", async () => {
    const processor = new StreamProcessor();
    const pair = watch(["A", "B"], async () => {
      calls++;
      await turn();
      handle.dispose();
    });
    let calls = 0;
    const handle = processor.watch(pair);
    const as = ["a1", "a2", "a3"].map((id) => ({ id, name: "A" }));
    const more = (async function* () {
      yield [...as, { id: "b", name: "B", causes: ["a1", "a2", "a3"] }];
      await turn();
      await turn();
      // What was disposed of can be registered again.
      processor.watch(pair);
      yield { id: "b2", name: "B", causes: ["a1"] };
    })();
    processor.addSource("s", more);
    await processor.run();
    expect(calls).toBe(2);
  });

  it("cannot hold up an abort", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [{ name: "A" }, { name: "A" }]);
    const controller = new AbortController();
    let calls = 0;
    processor.watch("A", () => {
      calls++;
      setImmediate(() => controller.abort());
      return new Promise(() => {});
    });
    processor.enforce(mustMatch({ trigger: "A", response: "B" }));
    const report = await processor.run({ signal: controller.signal });
    expect(calls).toBe(1);
    expect(report.outcome).toBe("stopped");
    expect(report.inconclusive).toEqual([expect.objectContaining({ reason: "stopped" })]);
  });

  it("are all called after an abort, and none awaited", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [{ name: "A" }]);
    const controller = new AbortController();
    const log: string[] = [];
    processor.watch("A", () => {
      log.push("first");
      controller.abort();
      return new Promise(() => {});
    });
    processor.watch("A", async () => {
      log.push("second");
      await turn();
      throw new Error("too late to be in the report");
    });
    const report = await processor.run({ signal: controller.signal });
    expect(log).toEqual(["first", "second"]);
    expect(report.diagnostics).toEqual({});
    await turn();
    expect(processor.stats.diagnostics).toEqual({ callbackError: 1 });
  });

  it("are waited for by stop", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [{ name: "A" }, { name: "A" }]);
    const log: string[] = [];
    processor.watch("A", async () => {
      processor.stop();
      await turn();
      log.push("callback");
    });
    await processor.run();
    expect(log).toEqual(["callback"]);
  });
});

describe("registrations", () => {
  it("can be undone, before and while running", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", many(5));
    let [first, second, violations, events, evicted] = [0, 0, 0, 0, 0];
    processor.watch("A", () => first++).dispose();
    const handle = processor.watch("A", () => {
      if (++second === 2) handle.dispose();
    });
    const constraint = processor.enforce(never({ pattern: "A", name: "no A" }));
    const listener = processor.onViolation(() => {
      if (++violations === 3) {
        listener.dispose();
        constraint.dispose();
        constraint.dispose();
      }
    });
    const eventListener = processor.onEvent(() => {
      if (++events === 4) eventListener.dispose();
    });
    processor.onEvict(() => {
      evicted++;
    });
    await processor.run({ windowSize: 1 });
    expect([first, second, violations, events, evicted]).toEqual([0, 2, 3, 4, 4]);
    handle.dispose();
    constraint.dispose();
  });

  it("work inside a callback", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", many(3));
    let inner = 0;
    let once = false;
    processor.watch("A", () => {
      if (once) return;
      once = true;
      processor.watch("A", () => inner++);
      processor.enforce(never({ pattern: "A", name: "no more A" }));
    });
    const report = await processor.run();
    expect(inner).toBe(2);
    expect(report.violations.length).toBe(2);
  });

  it("take a watch built beforehand, more than once", async () => {
    const seen: string[] = [];
    const reading = watch("A", (event) => {
      seen.push(event.id);
    });
    const processor = new StreamProcessor();
    const handle = processor.watch(reading);
    processor.watch(reading);
    processor.addSource("s", [{ id: "a", name: "A" }]);
    const other = new StreamProcessor();
    other.watch(reading);
    other.addSource("s", [{ id: "b", name: "A" }]);
    handle.dispose();
    await processor.run();
    await other.run();
    expect(seen).toEqual(["a", "b"]);
  });

  it("refuse what they cannot use", () => {
    const processor = new StreamProcessor();
    processor.enforce(never({ pattern: "A", name: "same" }));
    expect(() => processor.enforce(never({ pattern: "B", name: "same" }))).toThrow(TypeError);
    expect(() => processor.enforce({ pattern: "B" } as never)).toThrow(/mustMatch/);
    expect(() => processor.link(never({ pattern: "A" }) as never)).toThrow(TypeError);
    expect(() => processor.watch(undefined as never)).toThrow(TypeError);
    expect(() => processor.watch("Sens*", () => {})).toThrow(TypeError);
    expect(() => processor.watch("A", undefined as never)).toThrow(TypeError);
    expect(() => processor.onViolation(3 as never)).toThrow(TypeError);
    // Without names of their own they are told apart by a number.
    processor.enforce(never({ pattern: "B" }));
    processor.enforce(never({ pattern: "B" }));
    expect(new Set(processor.stats.constraints.map((c) => c.name)).size).toBe(3);
  });

  it("a name is free again when its constraint is disposed", () => {
    const processor = new StreamProcessor();
    processor.enforce(never({ pattern: "A", name: "same" })).dispose();
    expect(() => processor.enforce(never({ pattern: "B", name: "same" }))).not.toThrow();
  });
});

describe("violations()", () => {
  it("gives each reader all of them, and ends with the run", async () => {
    const processor = new StreamProcessor();
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    processor.enforce(never({ pattern: "A", name: "no A" }));
    const read = async (limit: number): Promise<string[]> => {
      const ids: string[] = [];
      for await (const violation of processor.violations()) {
        ids.push(violation.instance);
        if (ids.length === limit) break;
      }
      return ids;
    };
    const [all, some, late] = [read(Infinity), read(2), processor.violations()];
    const running = processor.run();
    for (const id of ["a", "b", "c"]) {
      source.emit({ id, name: "A" });
      await turn();
    }
    source.close();
    await running;
    expect(await all).toEqual(["a", "b", "c"]);
    expect(await some).toEqual(["a", "b"]);
    const rest: string[] = [];
    for await (const violation of late) rest.push(violation.instance);
    expect(rest).toEqual(["a", "b", "c"]);
    expect(await processor.violations().next()).toEqual({ done: true, value: undefined });
  });

  it("tells a reader that fell too far behind", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [many(10_050)]);
    processor.enforce(never({ pattern: "A" }));
    const reader = processor.violations();
    const report = await processor.run();
    expect(report.constraints[0]?.violated).toBe(10_050);
    expect(report.violations.length).toBe(1000);
    let read = 0;
    await expect(
      (async () => {
        for await (const _ of reader) read++;
      })(),
    ).rejects.toThrow(expect.objectContaining({ code: "Lagged" }));
    expect(read).toBe(10_000);
  });
});

it("a rule that its own predicate disposes of judges that event no more, and pins nothing", async () => {
  const processor = new StreamProcessor();
  const disposing = where("A", () => {
    handle.dispose();
    return true;
  });
  const handle = processor.enforce(mustMatch({ trigger: disposing, response: "B" }));
  await processor.tell({ name: "A" });
  expect(processor.stats.events.pinned).toBe(0);
});
