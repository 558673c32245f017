import fc from "fast-check";
import { expect } from "vitest";
import type { Output } from "../../src/engine/output.ts";
import { links, type Scenario, scenarios } from "../../src/testing/arbitraries.ts";
import { drawScenario } from "./draw.ts";
import { drive } from "./drive.ts";
import { everything } from "./every-rule.ts";
import { law } from "./law.ts";

// L6: the same inputs give the same outputs, byte for byte, and looking changes nothing.

const scenario = scenarios(fc, { ...everything, links: fc.array(links(fc), { maxLength: 1 }) });

function bytes(outputs: readonly Output[][]): string {
  return JSON.stringify(outputs);
}

function report(run: ReturnType<typeof drive>): string {
  return JSON.stringify(run.engine.report("completed"));
}

law(
  "L6 a replay answers the same bytes",
  scenario,
  (each) => {
    const [one, other] = [drive(each), drive(each)];
    expect(bytes(other.outputs)).toBe(bytes(one.outputs));
    expect(report(other)).toBe(report(one));
  },
  { draw: drawScenario },
);

law(
  "L6 looking on changes nothing",
  scenario,
  (each) => {
    const undisturbed = drive(each);
    const watched = lookOn(each);
    expect(bytes(watched.outputs)).toBe(bytes(undisturbed.outputs));
    expect(report(watched)).toBe(report(undisturbed));
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
