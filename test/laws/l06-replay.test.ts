import fc from "fast-check";
import { links, type Scenario, scenarios } from "../../src/testing/arbitraries.ts";
import { drawScenario } from "./draw.ts";
import { drive, expectSame } from "./drive.ts";
import { everything } from "./every-rule.ts";
import { law } from "./law.ts";

// L6: the same inputs give the same outputs, byte for byte, and looking changes nothing.

const scenario = scenarios(fc, { ...everything, links: fc.array(links(fc), { maxLength: 1 }) });

/** Everything a run tells, a line each. */
function told({ outputs, engine }: ReturnType<typeof drive>): unknown[] {
  const { constraints, violations, ...rest } = engine.report("completed");
  return [...outputs.flat(), rest, ...constraints, ...violations];
}

law(
  "L6 a replay answers the same bytes",
  scenario,
  (each) => {
    const [one, other] = [drive(each), drive(each)];
    expectSame(told(other), told(one), "the second run, and (expected) the first");
  },
  { draw: drawScenario },
);

law(
  "L6 looking on changes nothing",
  scenario,
  (each) => {
    const undisturbed = drive(each);
    const watched = lookOn(each);
    expectSame(told(watched), told(undisturbed), "with lookers-on, and (expected) without");
  },
  { draw: drawScenario },
);

function lookOn(each: Scenario): ReturnType<typeof drive> {
  return drive(each, (engine, input) => {
    const { graph } = engine;
    graph.summaryEdges();
    for (const { id } of graph.events()) graph.past(id);
    graph.roots();
    graph.leaves();
    engine.nextWake();
    engine.report("stopped");
    if (input.type === "arrival") engine.wouldViolate({ name: "A", causes: [input.event.id] }, input.now);
  });
}
