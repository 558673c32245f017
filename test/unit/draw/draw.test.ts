import { Graphviz } from "@hpcc-js/wasm-graphviz";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import { drawDot, drawMermaid, drawText } from "../../../src/draw/index.ts";
import {
  type EventInput,
  mustMatch,
  type Slice,
  StreamProcessor,
  type Violation,
} from "../../../src/index.ts";

let graphviz: Graphviz;
let parseMermaid: (text: string) => Promise<unknown>;
beforeAll(async () => {
  graphviz = await Graphviz.load();
  // It looks for a page when it is loaded.
  const { window, document } = parseHTML("<html><body></body></html>");
  Object.assign(globalThis, { window, document });
  const { default: mermaid } = await import("mermaid");
  parseMermaid = (text) => mermaid.parse(text);
});

interface Drawn {
  readonly processor: StreamProcessor;
  readonly violations: readonly Violation[];
}

async function run(events: readonly EventInput<any>[], windowSize = Infinity): Promise<Drawn> {
  const processor = new StreamProcessor();
  const violations: Violation[] = [];
  processor.addSource("s", events);
  processor.enforce(mustMatch({ trigger: "T", response: "R", name: "answered" }));
  processor.onViolation((violation) => violations.push(violation));
  await processor.run({ windowSize });
  return { processor, violations };
}

const EVENTS: readonly EventInput[] = [
  { id: "t", name: "T", source: "one", time: 0 },
  { id: "x", name: "X", source: "two", time: 0, causes: ["t"] },
  { id: "y", name: "Y", source: "two", time: 0, causes: ["x"] },
  { id: "z", name: "Z", source: "two", time: 0, causes: ["y"] },
];

describe("pictures", () => {
  it("tell edges, summary edges and violations apart, and sources", async () => {
    const { processor, violations } = await run(EVENTS, 1);
    const slice = processor.graph.slice();
    expect(slice.edges).toEqual([{ cause: "t", effect: "z", hidden: 2 }]);
    const mermaid = drawMermaid(slice, { violations });
    expect(mermaid).toContain('-. "2 events between" .->');
    expect(mermaid).toContain('[["✗ T<br/>t<br/>breaks answered"]]');
    expect(mermaid.match(/subgraph/g)).toHaveLength(2);
    await parseMermaid(mermaid);
    const dot = drawDot(slice, { violations });
    expect(dot).toContain('[style=dashed, label="2 events between"]');
    expect(graphviz.dot(dot, "plain")).toContain("octagon");
  });

  it("hold any name, whatever is in it", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
      fc.constantFrom(
        '"]',
        "end",
        "`a`",
        "<b>x</b>",
        "#35;",
        "\\N",
        "a\nb",
        "%%{init: {}}%%",
        "click n0 href",
        "{{}}",
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (id, source) => {
        const event = { id, name: "A.b_c", source, time: 1, data: undefined, causes: [] };
        const slice: Slice = {
          events: [event, { ...event, id: `${id}2`, causes: [id] }],
          edges: [{ cause: id, effect: `${id}2`, hidden: 0 }],
          outside: 3,
        };
        await parseMermaid(drawMermaid(slice));
        expect(graphviz.dot(drawDot(slice), "plain")).toMatch(/^edge n0 n1 /m);
      }),
      { numRuns: 150 },
    );
  });

  it("refuse more than can be looked at, with advice", () => {
    const events = Array.from({ length: 3_000 }, (_, at) => ({
      id: `e${at}`,
      name: "A",
      source: "s",
      time: at,
      data: undefined,
      causes: [],
    }));
    const all: Slice = { events, edges: [], outside: 0 };
    expect(() => drawMermaid(all)).toThrow(/3000 events and 0 edges would show nothing.*--around ID/);
    expect(() => drawDot(all)).toThrow(RangeError);
    const long = events.slice(0, 500).map((event) => ({ ...event, id: `${'"'.repeat(50)}${event.id}` }));
    expect(() => drawMermaid({ ...all, events: long })).toThrow(/characters is more than Mermaid takes/);
  });
});

describe("text", () => {
  it("draws a chain straight down, and branches where there are several", async () => {
    const { processor } = await run([
      { id: "a", name: "A", time: 1 },
      { id: "b", name: "B", time: 2, causes: ["a"] },
      { id: "c", name: "C", time: 3, causes: ["a"] },
      { id: "d", name: "D", time: 4, causes: ["b", "c"] },
      { id: "e", name: "E", time: 5, causes: ["d"] },
    ]);
    expect(drawText(processor.graph.explain("e"))).toBe(`E  e  s  t=5
↑ D  d  s  t=4
├─ B  b  s  t=2
│  ↑ A  a  s  t=1
└─ C  c  s  t=3
   ↑ A  a  s  t=1

4 events before it. It began with A a.
`);
    expect(drawText(processor.graph.explain("a", { direction: "effects", most: 3 }))).toBe(`A  a  s  t=1
├─ B  b  s  t=2
│    … 1 effect not told
└─ C  c  s  t=3
     … 1 effect not told

4 events after it, 2 of them told. It ended with E e.
`);
    expect(drawText(processor.graph.explain("a"))).toContain("It has no causes.");
  });

  it("says where the past is not all here", async () => {
    const { processor } = await run(EVENTS, 1);
    expect(drawText(processor.graph.explain("z"))).toBe(`Z  z  two  t=0
  … causes that were evicted
┆ 2 events between
↑ T  t  one  t=0

1 event before it. It began with T t. What came before that is not all here.
`);
  });

  it("draws at any depth", async () => {
    const events = Array.from({ length: 50_000 }, (_, at) => ({
      id: `e${at}`,
      name: "A",
      time: at,
      causes: at === 0 ? [] : [`e${at - 1}`],
    }));
    const { processor } = await run(events);
    const text = drawText(processor.graph.explain("e49999", { most: Infinity }));
    expect(text.split("\n")).toHaveLength(50_003);
  });
});
