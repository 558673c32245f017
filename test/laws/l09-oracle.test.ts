import fc from "fast-check";
import { describe } from "vitest";
import {
  changes,
  links,
  mustMatches,
  nevers,
  precededBys,
  scenarios,
  type ScenarioOptions,
  watches,
  windows,
} from "../../src/testing/arbitraries.ts";
import { agree } from "./agree.ts";
import { drawScenario } from "./draw.ts";
import { law } from "./law.ts";

/** L9: engine and oracle say the same, input by input: admissions, verdicts, matches, evictions, counts. */
function agrees(what: string, options: ScenarioOptions, runs = 60): void {
  law(`L9 ${what}`, scenarios(fc, options), agree, { draw: drawScenario, runs });
}

const orderly = { faults: false, shuffled: false } as const;
const unfailing = { faults: false } as const;

describe("L9 admission", () => {
  agrees("in order", orderly);
  agrees("shuffled", unfailing);
  agrees("with faults", {});
  agrees("with ordered sources", { ordered: true });
  agrees("with links", { links: fc.array(links(fc), { minLength: 1, maxLength: 2 }), ...unfailing });
  agrees("with links and faults", {
    links: fc.array(links(fc), { minLength: 1, maxLength: 2 }),
    ordered: true,
  });
  agrees("with bounds", { bounds: true });
  agrees("with little memory and faults", {
    remember: fc.nat(4),
    windows: fc.constantFrom(1, 2, 3),
    bounds: true,
    ordered: true,
  });
  agrees("with little memory", { remember: fc.nat(4), faults: false, windows: fc.constantFrom(1, 2, 3) });
});

describe("L9 mustMatch", () => {
  for (const within of ["none", "events", "arrival", "event"] as const) {
    const rules = fc.tuple(mustMatches(fc, "r0", { within }));
    agrees(`mustMatch within ${within}, in order`, { rules, ...orderly });
    agrees(`mustMatch within ${within}, shuffled`, { rules, ...unfailing });
    agrees(`mustMatch within ${within}, with faults`, { rules });
    agrees(`mustMatch within ${within}, with bounds`, { rules, bounds: true });
  }
});

describe("L9 never", () => {
  for (const scope of ["none", "all", "nearest"] as const)
    for (const pattern of ["seq", "allOf"] as const) {
      const rules = fc.tuple(nevers(fc, "r0", { scope, pattern }));
      const name = `never ${pattern} ${scope === "none" ? "unscoped" : `within ${scope}`}`;
      agrees(`${name}, in order`, { rules, ...orderly });
      agrees(`${name}, shuffled`, { rules, ...unfailing });
      agrees(`${name}, with faults`, { rules });
      agrees(`${name}, with bounds`, { rules, bounds: true });
      agrees(`${name}, completed with little memory`, {
        rules,
        ...unfailing,
        remember: fc.nat(4),
        windows: fc.constantFrom(1, 2, 3),
        ends: ["completed"],
      });
    }
});

describe("L9 precededBy", () => {
  const rules = fc.tuple(precededBys(fc, "r0"));
  agrees("precededBy, in order", { rules, ...orderly });
  agrees("precededBy, shuffled", { rules, ...unfailing });
  agrees("precededBy, with faults", { rules });
});

describe("L9 watches", () => {
  for (const match of ["all", "nearest", "direct"] as const) {
    const options = { watches: fc.tuple(watches(fc, "w0", { match })) };
    agrees(`watch ${match}, in order`, { ...options, ...orderly });
    agrees(`watch ${match}, shuffled`, { ...options, ...unfailing });
    agrees(`watch ${match}, with faults`, options);
  }
});

describe("L9 changes", () => {
  const kinds = { mustMatch: mustMatches, never: nevers, precededBy: precededBys, watch: watches };
  for (const [kind, rule] of Object.entries(kinds))
    agrees(`${kind} that comes and goes`, { changes: changes(fc, fc.tuple(rule(fc, "r0"))), ...unfailing });
  const several = fc.tuple(mustMatches(fc, "r0"), nevers(fc, "r1"), precededBys(fc, "r2"), watches(fc, "w0"));
  agrees("rules that come and go, with faults", { changes: changes(fc, several) });
});

describe("L9 all together", () => {
  const failing = true;
  const rules = fc.tuple(
    mustMatches(fc, "r0", { failing }),
    nevers(fc, "r1", { failing }),
    precededBys(fc, "r2", { failing }),
    mustMatches(fc, "r3", { failing }),
    nevers(fc, "r4", { failing }),
  );
  const all = {
    rules,
    watches: fc.tuple(watches(fc, "w0", { failing }), watches(fc, "w1", { failing })),
    links: fc.array(links(fc), { maxLength: 2 }),
    windows: windows(fc),
    ordered: true,
    bounds: true,
  };
  agrees("all rules, in order", { ...all, ...orderly, links: fc.constant([]), bounds: false }, 150);
  agrees("all rules, shuffled", { ...all, ...unfailing, bounds: false }, 150);
  agrees("all rules, with everything", { ...all, maxLength: 40 }, 150);
});
