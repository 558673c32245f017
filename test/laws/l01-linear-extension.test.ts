import fc from "fast-check";
import { expect } from "vitest";
import { links, scenarios } from "../../src/testing/arbitraries.ts";
import { drawScenario } from "./draw.ts";
import { drive } from "./drive.ts";
import { law } from "./law.ts";

// L1: the order of admission is a linear extension of causality: no event goes before a cause of it.

law(
  "L1 every cause is admitted before its effect",
  scenarios(fc, { faults: false, ordered: true, ends: ["completed"] }),
  (scenario) => {
    const admitted = new Set<string>();
    for (const fact of drive(scenario).facts) {
      if (fact.fact !== "admitted") continue;
      for (const cause of fact.causes) expect(admitted, fact.id).toContain(cause);
      expect(admitted).not.toContain(fact.id);
      admitted.add(fact.id);
    }
    const sent = scenario.inputs.filter((input) => input.type === "arrival");
    expect(admitted.size).toBe(sent.length);
  },
  { draw: drawScenario, runs: 200 },
);

law(
  "L1 with faults, a cause that was not admitted before its effect is missing for good",
  scenarios(fc, {
    ordered: true,
    bounds: true,
    links: fc.array(links(fc), { maxLength: 1 }),
    windows: fc.constant(Infinity),
  }),
  (scenario) => {
    const { facts, engine } = drive(scenario);
    const place = new Map<string, number>();
    for (const fact of facts) if (fact.fact === "admitted") place.set(fact.id, place.size);
    const missing = new Set(facts.flatMap((fact) => (fact.fact === "missingCauses" ? fact.ids : [])));
    for (const fact of facts) {
      if (fact.fact !== "admitted") continue;
      for (const cause of fact.causes) {
        if ((place.get(cause) ?? Infinity) < place.get(fact.id)!) continue;
        expect(missing, `${fact.id} went before ${cause}`).toContain(fact.id);
        expect(engine.graph.precedes(cause, fact.id)).toBe(false);
      }
    }
  },
  { draw: drawScenario, runs: 200 },
);
