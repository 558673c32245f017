import fc from "fast-check";
import { expect } from "vitest";
import { links, mustMatches, scenarios } from "../../src/testing/arbitraries.ts";
import { drawScenario } from "./draw.ts";
import { drive, driveBoth, expectSame } from "./drive.ts";
import { law } from "./law.ts";
import { checkPath } from "./path.ts";

// L3: eviction changes nothing of what precedes what among the retained events.

// Pinned triggers stay while others go, which is what makes summary edges.
const scenario = scenarios(fc, {
  rules: fc.tuple(mustMatches(fc, "r0"), mustMatches(fc, "r1", { within: "none" })),
  windows: fc.constantFrom(1, 2, 3, 5),
  links: fc.array(links(fc), { maxLength: 1 }),
});

law(
  "L3 what precedes what stays so for as long as both are retained",
  scenario,
  (each) => {
    const order = new Map<string, boolean>();
    drive(each, ({ graph }) => {
      const retained = graph.events();
      for (const a of retained)
        for (const b of retained) {
          const pair = `${a.id} < ${b.id}`;
          const before = graph.precedes(a, b);
          if (before !== (order.get(pair) ?? before)) expect.fail(`${pair} is now ${before}`);
          order.set(pair, before);
          const apart = a.id !== b.id && !before && !graph.precedes(b, a);
          if (graph.independent(a, b) !== apart) expect.fail(`independent(${a.id}, ${b.id}) is not ${apart}`);
        }
    });
  },
  { draw: drawScenario },
);

law(
  "L3 precedes, past and future are those of the whole graph",
  scenario,
  (each) => {
    driveBoth(each, ({ engine: { graph }, oracle }) => {
      const ids = oracle.retained.map(({ event }) => event.id);
      for (const id of ids) {
        expectSame(
          graph.past(id).map((event) => event.id),
          ids.filter((other) => oracle.precedes(other, id)),
          `past of ${id}`,
        );
        expectSame(
          graph.future(id).map((event) => event.id),
          ids.filter((other) => oracle.precedes(id, other)),
          `future of ${id}`,
        );
        for (const other of ids)
          if (graph.precedes(id, other) !== oracle.precedes(id, other))
            expect.fail(`precedes(${id}, ${other}) is ${graph.precedes(id, other)}`);
      }
    });
  },
  { draw: drawScenario },
);

law(
  "L3 summary edges say what edges do not, once, and count no more than there was",
  scenario,
  (each) => {
    driveBoth(each, ({ engine: { graph }, oracle }) => {
      const pair = ({ cause, effect }: { cause: string; effect: string }): string => `${cause} < ${effect}`;
      const expected = new Map(oracle.summaryEdges().map((edge) => [pair(edge), edge.hidden]));
      const got = graph.summaryEdges();
      expectSame(got.map(pair).toSorted(), [...expected.keys()].toSorted(), "summary edges");
      for (const edge of got) {
        expect(edge.hidden, pair(edge)).toBeGreaterThanOrEqual(1);
        expect(edge.hidden, pair(edge)).toBeLessThanOrEqual(expected.get(pair(edge))!);
      }
    });
  },
  { draw: drawScenario },
);

law(
  "L3 edges and summary edges together reach what precedes, and nothing else",
  scenario,
  (each) => {
    drive(each, ({ graph }) => {
      const causes = new Map<string, string[]>(
        graph.events().map((event) => [event.id, graph.causesOf(event).map((cause) => cause.id)]),
      );
      for (const { cause, effect } of graph.summaryEdges()) causes.get(effect)?.push(cause);
      const past = new Map<string, Set<string>>();
      for (const { id } of graph.events()) {
        const own = new Set<string>();
        for (const cause of causes.get(id)!)
          for (const before of [cause, ...past.get(cause)!]) own.add(before);
        past.set(id, own);
        expectSame(
          graph
            .past(id)
            .map((event) => event.id)
            .toSorted(),
          [...own].toSorted(),
          `past of ${id}`,
        );
      }
    });
  },
  { draw: drawScenario },
);

law(
  "L3 causes, effects, roots, leaves and truncation are those of the whole graph",
  scenario,
  (each) => {
    driveBoth(each, ({ engine: { graph }, oracle }) => {
      const ids = (nodes: readonly { readonly event: { readonly id: string } }[]): string[] =>
        nodes.map(({ event }) => event.id);
      const shown = (events: readonly { readonly id: string }[]): string[] => events.map((event) => event.id);
      const { retained, history } = oracle;
      for (const node of retained) {
        const { id, causes } = node.event;
        const known = retained.filter((other) => node.direct.has(other));
        expectSame(shown(graph.causesOf(id)), ids(known), `causes of ${id}`);
        const effects = retained.filter((other) => other.direct.has(node));
        expectSame(shown(graph.effectsOf(id)), ids(effects), `effects of ${id}`);
        const { truncated = false, ...event } = graph.get(id)!;
        expect(truncated, `whether ${id} is truncated`).toBe(
          [...node.direct].some((cause) => !retained.includes(cause)),
        );
        expect(new Set(event.causes)).toEqual(new Set(causes));
        const isWhole = node.missing.length === 0 && !node.unlinked;
        expect(event.missingCauses?.toSorted(), `what ${id} misses`).toEqual(
          isWhole ? undefined : node.missing.toSorted(),
        );
      }
      expectSame(
        shown(graph.roots()),
        ids(retained.filter((node) => node.causes.size === 0 && !node.unlinked)),
        "roots",
      );
      const isLeaf = (node: (typeof history)[number]): boolean =>
        !history.some((other) => other.direct.has(node));
      expectSame(shown(graph.leaves()), ids(retained.filter(isLeaf)), "leaves");
    });
  },
  { draw: drawScenario },
);

law(
  "L3 a chain is a path in the whole graph",
  scenario,
  (each) => {
    driveBoth(each, ({ engine: { graph }, oracle }) => {
      for (const { event: a } of oracle.retained)
        for (const { event: b } of oracle.retained) {
          const chain = graph.chain(a, b);
          if (!oracle.precedes(a.id, b.id)) expect(chain).toEqual([]);
          else {
            expect([chain[0]?.id, chain.at(-1)?.id]).toEqual([a.id, b.id]);
            checkPath(chain, oracle);
          }
        }
    });
  },
  { draw: drawScenario, runs: 50 },
);
