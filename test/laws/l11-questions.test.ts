import fc from "fast-check";
import { expect } from "vitest";
import type { CausalGraph, RetainedEvent } from "../../src/graph/causal-graph.ts";
import { mustMatches, scenarios } from "../../src/testing/arbitraries.ts";
import { drawScenario } from "./draw.ts";
import { drive } from "./drive.ts";
import { law } from "./law.ts";

// L11: what is answered of the graph is what its edges and summary edges say, worked out the long way.

const scenario = scenarios(fc, {
  rules: fc.tuple(mustMatches(fc, "r0"), mustMatches(fc, "r1", { within: "none" })),
  windows: fc.constantFrom(2, 5, 12, Infinity),
});

interface Edge {
  readonly cause: string;
  readonly effect: string;
  readonly hidden: number;
}

/** The graph, and answers found by going through all edges again and again. */
class Whole {
  readonly events: readonly RetainedEvent[];
  readonly edges: readonly Edge[];
  readonly graph: CausalGraph;

  constructor(graph: CausalGraph) {
    this.graph = graph;
    this.events = graph.events();
    this.edges = [
      ...this.events.flatMap(({ id }) =>
        graph.causesOf(id).map((cause) => ({ cause: cause.id, effect: id, hidden: 0 })),
      ),
      ...graph.summaryEdges(),
    ];
  }

  into(id: string): Edge[] {
    return this.edges.filter(({ effect }) => effect === id);
  }

  /** Least number of steps from `a` to each event after it, and to itself. */
  steps(a: string): Map<string, number> {
    const found = new Map([[a, 0]]);
    for (let changed = true; changed;) {
      changed = false;
      for (const { cause, effect } of this.edges) {
        const so = (found.get(cause) ?? Infinity) + 1;
        if (so < (found.get(effect) ?? Infinity)) {
          found.set(effect, so);
          changed = true;
        }
      }
    }
    return found;
  }

  before(id: string): RetainedEvent[] {
    return this.events.filter((event) => event.id !== id && this.steps(event.id).has(id));
  }

  after(id: string): RetainedEvent[] {
    const steps = this.steps(id);
    return this.events.filter((event) => event.id !== id && steps.has(event.id));
  }

  paths(a: string, b: string): number {
    if (a === b) return 1;
    return this.into(b).reduce((sum, { cause }) => sum + this.paths(a, cause), 0);
  }

  deepest(id: string): number {
    return Math.max(0, ...this.into(id).map(({ cause, hidden }) => this.deepest(cause) + hidden + 1));
  }

  /** When the path began that `id` waited for: by way of the last to come, of those the first to begin. */
  began(id: string): number {
    const causes = this.into(id).map(({ cause }) => ({
      came: this.graph.get(cause)!.time,
      began: this.began(cause),
    }));
    const came = Math.max(...causes.map((cause) => cause.came));
    const last = causes.filter((cause) => cause.came === came);
    return last.length === 0 ? this.graph.get(id)!.time : Math.min(...last.map((cause) => cause.began));
  }

  isCut({ id, causes }: RetainedEvent): boolean {
    return causes.length > this.graph.causesOf(id).length;
  }
}

const ids = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

/** Calls `check` with the graph at the end of the stream. */
function atTheEnd(check: (graph: CausalGraph, whole: Whole) => void) {
  return (each: Parameters<typeof drive>[0]): void => {
    let last: CausalGraph | undefined;
    drive(each, ({ graph }) => {
      last = graph;
    });
    if (last !== undefined) check(last, new Whole(last));
  };
}

law(
  "L11 roots, impact and explanations are those of all that is before or after",
  scenario,
  atTheEnd((graph, whole) => {
    for (const event of whole.events) {
      const { id } = event;
      const [before, after] = [whole.before(id), whole.after(id)];
      const past = whole.events.filter((each) => each === event || before.includes(each) || each.id === id);
      const { roots, cut } = graph.rootCauses(id);
      expect(ids(roots)).toEqual(ids(past.filter(({ causes }) => causes.length === 0)));
      expect(ids(cut)).toEqual(ids(past.filter((each) => whole.isCut(each))));

      const impact = graph.impact(id);
      expect(impact.events).toBe(after.length);
      expect(impact.depth).toBe(Math.max(0, ...whole.steps(id).values()));
      expect(ids(impact.leaves)).toEqual(
        ids(after.filter((each) => !whole.edges.some(({ cause }) => cause === each.id))),
      );
      expect(impact.names.reduce((sum, [, many]) => sum + many, 0)).toBe(after.length);

      const why = graph.explain(id, { most: Infinity });
      expect(why).toMatchObject({ events: before.length, told: before.length, truncated: cut.length > 0 });
      const what = graph.explain(id, { direction: "effects", most: 3 });
      expect(what.events).toBe(after.length);
      expect(what.told).toBeLessThanOrEqual(2);
    }
  }),
  { draw: drawScenario },
);

law(
  "L11 an explanation tells each event with all its causes once, or counts what it leaves out",
  scenario,
  atTheEnd((graph, whole) => {
    for (const { id } of whole.events)
      for (const most of [1, 4, Infinity]) {
        const told = new Set<string>();
        let lines = 0;
        const open = [graph.explain(id, { most }).tree];
        for (const { event, steps, untold, repeated, hidden } of open) {
          lines++;
          if (!repeated) {
            expect(told.has(event.id) && steps.length + untold > 0).toBe(false);
            told.add(event.id);
            expect(steps.length + untold).toBe(whole.into(event.id).length);
          } else expect(steps).toEqual([]);
          for (const step of steps)
            expect(whole.into(event.id)).toContainEqual({
              cause: step.event.id,
              effect: event.id,
              hidden: step.hidden,
            });
          expect(hidden).toBeGreaterThanOrEqual(0);
          open.push(...steps);
        }
        expect(lines).toBeLessThanOrEqual(most);
      }
  }),
  { draw: drawScenario },
);

law(
  "L11 distances, common causes and paths between are those of all paths",
  scenario,
  atTheEnd((graph, whole) => {
    for (const { id: a } of whole.events)
      for (const { id: b } of whole.events) {
        const steps = a === b ? undefined : whole.steps(a).get(b);
        expect(graph.distance(a, b)?.steps).toBe(steps);
        const common = whole.before(a).filter(({ id }) => ids(whole.before(b)).includes(id));
        const nearest = common.filter(
          (one) => !common.some((other) => one !== other && whole.steps(one.id).has(other.id)),
        );
        const found = graph.commonCauses(a, b);
        expect(found.events).toBe(common.length);
        expect(ids(found.nearest)).toEqual(ids(nearest));
        const between = graph.explainBetween(a, b);
        if (steps === undefined) continue;
        const on = ids(whole.after(a)).filter((id) => ids(whole.before(b)).includes(id));
        const paths = whole.paths(a, b);
        expect(between).toMatchObject({ relation: "precedes", paths, events: on.length });
        expect(ids(between.always)).toEqual(
          on.filter((id) => whole.paths(a, id) * whole.paths(id, b) === paths),
        );
      }
  }),
  { draw: drawScenario, runs: 30 },
);

law(
  "L11 critical paths are the longest, and slices hold what is near",
  scenario,
  atTheEnd((graph, whole) => {
    for (const { id, time } of whole.events) {
      const hops = graph.criticalPath({ by: "hops", to: id })!;
      expect(hops.events.at(-1)!.id).toBe(id);
      expect(hops.events.length - 1 + hops.hidden).toBe(whole.deepest(id));
      expect(graph.criticalPath({ to: id })!.ms).toBe(time - whole.began(id));
      const near = whole.events.filter(
        (other) => Math.min(whole.steps(id).get(other.id) ?? 9, whole.steps(other.id).get(id) ?? 9) <= 2,
      );
      const slice = graph.slice({ around: id, depth: 2 });
      expect(ids(slice.events)).toEqual(ids(near));
      const within = whole.edges.filter(
        ({ cause, effect }) => ids(near).includes(cause) && ids(near).includes(effect),
      );
      expect(new Set(slice.edges)).toEqual(new Set(within));
    }
    const longest = Math.max(...whole.events.map(({ id, time }) => time - whole.began(id)));
    if (whole.events.length > 0) expect(graph.criticalPath()!.ms).toBe(longest);
  }),
  { draw: drawScenario },
);
