import { describe, expect, it } from "vitest";
import {
  InMemoryEventSource,
  mustMatch,
  never,
  precededBy,
  StreamProcessor,
  where,
} from "../../../src/index.ts";
import { SimulatedClock } from "../../../src/testing/index.ts";

describe("propose", () => {
  it("admits what nothing speaks against, and tells the callbacks", async () => {
    const processor = new StreamProcessor();
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    const seen: string[] = [];
    processor.watch("A", (event) => {
      seen.push(event.id);
    });
    const running = processor.run();
    const first = await processor.propose({ id: "a", name: "A" });
    expect(first).toMatchObject({ admitted: true, event: { id: "a", name: "A" }, violations: [] });
    const second = await processor.propose({ id: "b", name: "A", causes: ["a"] });
    expect(second.admitted).toBe(true);
    await new Promise(setImmediate);
    expect(seen).toEqual(["a", "b"]);
    expect(processor.graph.precedes("a", "b")).toBe(true);
    source.close();
    const report = await running;
    expect(report.events).toMatchObject({ read: 2, admitted: 2 });
    await expect(processor.propose({ name: "A" })).rejects.toThrow(
      expect.objectContaining({ code: "Ended" }),
    );
  });

  it("has nothing to do with a source that is called as it is", async () => {
    const processor = new StreamProcessor();
    const source = new InMemoryEventSource("s");
    processor.addSource("proposed", source, { ordered: true });
    const running = processor.run();
    source.emit({ id: "held", name: "A", causes: ["gone"] });
    await new Promise(setImmediate);
    const proposal = await processor.propose({ id: "b", name: "A" });
    expect(proposal).toMatchObject({ admitted: true, event: { source: "proposed", causes: [] } });
    source.close();
    await running;
  });

  it("refuses with its reasons, and changes nothing then", async () => {
    const processor = new StreamProcessor();
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    processor.enforce(precededBy({ effect: "Payment.sent", cause: "Approval.granted", name: "approved" }));
    processor.enforce(never({ pattern: "Odd", severity: "warning" }));
    const running = processor.run();
    const payment = { id: "p", name: "Payment.sent" };
    expect(processor.wouldViolate(payment).map((violation) => violation.constraint)).toEqual(["approved"]);
    expect(await processor.propose(payment)).toMatchObject({
      admitted: false,
      because: "violation",
      violations: [{ constraint: "approved", reason: "noCause" }],
    });
    expect(await processor.propose({ name: "A", causes: ["nobody"] })).toMatchObject({
      because: "unknownCause",
    });
    expect(await processor.propose({ name: "not a name" })).toMatchObject({ because: "invalid" });
    expect(await processor.propose(undefined as never)).toMatchObject({ because: "invalid" });
    expect(processor.stats.events.admitted).toBe(0);
    const approval = await processor.propose({ id: "g", name: "Approval.granted" });
    expect(approval.admitted).toBe(true);
    expect(await processor.propose({ id: "g", name: "Approval.granted" })).toMatchObject({
      because: "duplicate",
    });
    expect((await processor.propose({ ...payment, causes: ["g"] })).admitted).toBe(true);
    // A warning stops nothing.
    expect(await processor.propose({ name: "Odd" })).toMatchObject({ admitted: true, violations: [{}] });
    source.close();
    expect((await running).violations.map((violation) => violation.severity)).toEqual(["warning"]);
  });

  it("works inside a callback, and its callbacks come after those of the event at hand", async () => {
    const processor = new StreamProcessor();
    processor.addSource("s", [{ id: "a", name: "A" }]);
    const log: string[] = [];
    processor.watch("A", async (event) => {
      const { admitted } = await processor.propose({ id: "b", name: "B", causes: [event] });
      log.push(`proposed ${admitted}`);
      await new Promise(setImmediate);
      log.push("first done");
    });
    processor.watch("A", () => {
      log.push("second");
    });
    processor.watch(["A", "B"], () => {
      log.push("B");
    });
    const report = await processor.run();
    expect(log).toEqual(["proposed true", "first done", "second", "B"]);
    expect(report.events.admitted).toBe(2);
  });

  it("frees what waits for it", async () => {
    const clock = new SimulatedClock();
    const processor = new StreamProcessor({ clock });
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    const seen: string[] = [];
    processor.onEvent((event) => {
      seen.push(event.id);
    });
    const running = processor.run();
    source.emit({ id: "b", name: "B", causes: ["a"] });
    await clock.settle();
    expect(seen).toEqual([]);
    await processor.propose({ id: "a", name: "A" });
    await clock.settle();
    expect(seen).toEqual(["a", "b"]);
    source.close();
    await running;
  });

  it("can be asked before the run, and by a predicate", async () => {
    const processor = new StreamProcessor();
    const seen: string[] = [];
    processor.onEvent((event) => {
      seen.push(event.id);
    });
    expect((await processor.propose({ id: "early", name: "A" })).admitted).toBe(true);
    expect(seen).toEqual(["early"]);
    let asked = false;
    processor.watch(
      where("A", (event) => {
        if (!asked) void processor.propose({ id: "nested", name: "B", causes: [event] });
        asked = true;
        return true;
      }),
      () => {},
    );
    processor.addSource("s", [
      { id: "a", name: "A" },
      { id: "last", name: "C" },
    ]);
    await processor.run();
    expect(seen.toSorted()).toEqual(["a", "early", "last", "nested"]);
  });

  it("leaves a deadline behind that falls in time", async () => {
    const clock = new SimulatedClock();
    const processor = new StreamProcessor({ clock });
    const source = new InMemoryEventSource("s");
    processor.addSource("s", source);
    processor.enforce(mustMatch({ trigger: "A", response: "B", within: { ms: 100 } }));
    const running = processor.run();
    await clock.settle();
    await processor.propose({ name: "A" });
    await clock.advance(101);
    expect(processor.stats.constraints[0]?.violated).toBe(1);
    source.close();
    await running;
  });
});

it("a proposal that a predicate makes waits for the one that asks it", async () => {
  const processor = new StreamProcessor();
  let inner: Promise<unknown> | undefined;
  const proposing = where("A", () => {
    inner ??= processor.propose({ id: "inner", name: "A" });
    return true;
  });
  processor.enforce(never({ pattern: [proposing, "A"], withinCause: "Root" }));
  await processor.propose({ id: "outer", name: "A" });
  await inner;
  expect(processor.graph.events().map(({ id }) => id)).toEqual(["outer", "inner"]);
});
