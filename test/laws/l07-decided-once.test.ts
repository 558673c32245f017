import fc from "fast-check";
import { expect } from "vitest";
import { links, scenarios } from "../../src/testing/arbitraries.ts";
import { drawScenario } from "./draw.ts";
import { drive } from "./drive.ts";
import { everything } from "./every-rule.ts";
import { law } from "./law.ts";

// L7: each instance gets one verdict, and by the end has it.

law(
  "L7 no instance is decided twice, and none is left",
  scenarios(fc, { ...everything, links: fc.array(links(fc), { maxLength: 1 }) }),
  (scenario) => {
    const { facts, engine } = drive(scenario);
    const decided = new Set<string>();
    for (const fact of facts) {
      if (!("constraint" in fact)) continue;
      const instance = `${fact.constraint} ${fact.instance}`;
      if (decided.has(instance)) expect.fail(`${instance} is decided twice`);
      decided.add(instance);
    }
    for (const counts of engine.stats().constraints) {
      const { name, instances, satisfied, violated, inconclusive, status } = counts;
      expect(satisfied + violated + inconclusive, name).toBe(
        [...decided].filter((instance) => instance.startsWith(`${name} `)).length,
      );
      if (counts.kind !== "never") expect(instances, name).toBe(satisfied + violated + inconclusive);
      expect(status).not.toBe("pending");
    }
  },
  { draw: drawScenario, runs: 200 },
);
