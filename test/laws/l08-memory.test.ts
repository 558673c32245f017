import fc from "fast-check";
import { expect } from "vitest";
import { links, scenarios } from "../../src/testing/arbitraries.ts";
import { drawScenario } from "./draw.ts";
import { drive } from "./drive.ts";
import { everything } from "./every-rule.ts";
import { law } from "./law.ts";

// L8: memory is bounded by the bounds, and nothing is lost from the count.

law(
  "L8 what is kept stays within the bounds, and the counts add up",
  scenarios(fc, {
    ...everything,
    links: fc.array(links(fc), { maxLength: 1 }),
    remember: fc.option(fc.nat(5), { nil: undefined }),
  }),
  (scenario) => {
    const { maxHeld = Infinity, maxPinned = Infinity, maxScopes = Infinity } = scenario.options;
    const window = scenario.inputs.find((input) => input.type === "window");
    const { engine } = drive(scenario, (running) => {
      const { events } = running.stats();
      expect(events.read).toBe(events.admitted + events.duplicates + events.rejected + events.held);
      expect(events.admitted).toBe(events.retained + events.evicted);
      expect(events.retained).toBe(running.graph.events().length);
      expect(events.held).toBeLessThanOrEqual(maxHeld);
    });
    const { events } = engine.stats();
    expect(events.peakHeld).toBeLessThanOrEqual(maxHeld);
    expect(events.peakPinned).toBeLessThanOrEqual(maxPinned);
    expect(events.peakScopes).toBeLessThanOrEqual(maxScopes);
    expect(events.peakRetained).toBeLessThanOrEqual(window!.windowSize + events.peakPinned);
    for (const [now, peak] of [
      ["retained", "peakRetained"],
      ["held", "peakHeld"],
      ["pinned", "peakPinned"],
      ["remembered", "peakRemembered"],
      ["scopes", "peakScopes"],
    ] as const)
      expect(events[now], now).toBeLessThanOrEqual(events[peak]);
  },
  { draw: drawScenario, runs: 200 },
);

law(
  "L8 the report keeps so many of each constraint, and counts the rest",
  fc.tuple(scenarios(fc, everything), fc.nat(3)),
  ([{ options, inputs }, maxReported]) => {
    const { engine, facts } = drive({ options: { ...options, maxReported }, inputs });
    const report = engine.report("completed");
    for (const { name, violated } of report.constraints) {
      const told = facts.filter((fact) => fact.fact === "violated" && fact.constraint === name);
      expect(violated, name).toBe(told.length);
      const kept = report.violations.filter((violation) => violation.constraint === name);
      expect(kept.map((violation) => violation.instance)).toEqual(
        told.slice(0, maxReported).flatMap((fact) => ("instance" in fact ? [fact.instance] : [])),
      );
    }
  },
  { draw: ([scenario, maxReported]) => `  maxReported ${maxReported}\n${drawScenario(scenario)}` },
);
