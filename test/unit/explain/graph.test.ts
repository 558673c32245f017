import { expect, it } from "vitest";
import {
  StreamError,
  StreamProcessor,
  type EventInput,
  mustMatch,
  type Violation,
} from "../../../src/index.ts";

async function graphOf(events: Iterable<EventInput<any>>, windowSize = Infinity) {
  const processor = new StreamProcessor({ remember: windowSize });
  processor.addSource("s", events);
  await processor.run({ windowSize });
  return processor.graph;
}

function* chain(length: number): Generator<EventInput> {
  for (let at = 0; at < length; at++)
    yield { id: `e${at}`, name: "A", time: at, ...(at > 0 && { causes: [`e${at - 1}`] }) };
}

it("answers at any depth", async () => {
  const graph = await graphOf(chain(200_000));
  const last = "e199999";
  expect(graph.explain(last)).toMatchObject({ events: 199_999, told: 29, truncated: false });
  expect(graph.rootCauses(last).roots).toMatchObject([{ id: "e0" }]);
  expect(graph.impact("e0")).toMatchObject({ events: 199_999, depth: 199_999 });
  expect(graph.distance("e0", last)).toEqual({ steps: 199_999, hidden: 0 });
  expect(graph.criticalPath({ by: "hops" })).toMatchObject({ ms: 199_999, hidden: 0 });
  expect(graph.explainBetween("e0", last)).toMatchObject({ paths: 1, events: 199_998 });
});

it("says what it cannot know", async () => {
  const graph = await graphOf(chain(10), 4);
  expect(graph.explain("e9")).toMatchObject({ events: 3, truncated: true });
  expect(graph.rootCauses("e9")).toMatchObject({ roots: [], cut: [{ id: "e6" }] });
  expect(graph.criticalPath()).toMatchObject({ ms: 3, truncated: true });
});

it("comes from the path that began first, of those whose last events came at the same time", async () => {
  const graph = await graphOf([
    { id: "late", name: "A", time: 5 },
    { id: "viaLate", name: "A", time: 10, causes: ["late"] },
    { id: "early", name: "A", time: 0 },
    { id: "viaEarly", name: "A", time: 10, causes: ["early"] },
    { id: "end", name: "A", time: 12, causes: ["viaLate", "viaEarly"] },
  ]);
  const { events, ms } = graph.criticalPath({ to: "end" })!;
  expect([events.map(({ id }) => id), ms]).toEqual([["early", "viaEarly", "end"], 12]);
});

it("tells events that have left from those that never were", async () => {
  const graph = await graphOf(chain(10), 4);
  const codeAndText = (ask: () => unknown): string => {
    try {
      ask();
    } catch (error) {
      if (error instanceof StreamError) return `${error.code}: ${error.message}`;
    }
    return "";
  };
  expect(codeAndText(() => graph.explain("e5"))).toBe(
    'NotRetained: event "e5" has left the window: of it only the id is known; a larger windowSize keeps events longer',
  );
  expect(codeAndText(() => graph.distance("e9", "x"))).toMatch(/^NotRetained: no event "x" is in the graph/);
});

it("says how far an unanswered trigger got, and what is missing", async () => {
  const step = (id: string, name: string, ...causes: string[]): EventInput => ({ id, name, causes });
  const answered = ["a", "b", "c"].flatMap((run) => [
    step(run, "Order.placed"),
    step(`${run}1`, "Payment.taken", run),
    step(`${run}2`, "Parcel.packed", `${run}1`),
    step(`${run}3`, "Order.shipped", `${run}2`),
  ]);
  const processor = new StreamProcessor();
  processor.addSource("shop", [
    ...answered,
    step("d", "Order.placed"),
    step("d1", "Payment.taken", "d"),
    step("d2", "Mail.sent", "d1"),
  ]);
  const shipped = mustMatch({ trigger: "Order.placed", response: "Order.shipped" });
  processor.enforce(shipped);
  const violations: Violation[] = [];
  processor.onViolation((violation) => violations.push(violation));
  await processor.run();
  expect(processor.graph.explainViolation(violations[0]!, shipped)).toMatchObject({
    expected: "every Order.placed must cause Order.shipped",
    howFar: {
      events: 2,
      depth: 2,
      furthest: [{ id: "d2" }],
      answered: 3,
      promising: [{ name: "Payment.taken", led: 3, of: 3 }],
      stopped: { after: { id: "d1" }, missing: { name: "Parcel.packed", led: 3, of: 3 } },
    },
  });
  // What is usual is learned by the rule: without it only the rule's name is known.
  expect(processor.graph.explainViolation(violations[0]!).howFar).toBeUndefined();
});
