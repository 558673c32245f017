import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { includes, Kinds, type Signature } from "../../../../src/cli/suggest/kinds.ts";
import { parseRules } from "../../../../src/rules/index.ts";
import { commandLine, lines } from "../command-line.ts";

const session = new URL("../../../../examples/mcp-session/session.ndjson", import.meta.url);

/** Events of a few names, each caused by some before it. */
const graphs = fc
  .array(
    fc.tuple(
      fc.constantFrom("A", "B", "C.d", "true"),
      fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 }),
    ),
    {
      minLength: 4,
      maxLength: 60,
    },
  )
  .map((all) =>
    all.map(([name, causes], at) => ({
      id: `e${at}`,
      name,
      source: "s",
      time: at,
      data: undefined,
      causes: at === 0 ? [] : [...new Set(causes.map((each) => `e${at - 1 - (each % at)}`))],
    })),
  );

/** What each rule of a suggestion says of itself. */
function claims(text: string): { holds: number; of: number; counterexamples: number }[] {
  return [...text.matchAll(/# holds in ([\d,]+) of ([\d,]+)(?:, ([\d,]+) counterexample)?/g)].map(
    ([, ...numbers]) => {
      const [holds, of, counterexamples] = numbers.map((each) => Number((each ?? "0").replaceAll(",", "")));
      return { holds: holds!, of: of!, counterexamples: counterexamples! };
    },
  );
}

describe("suggest", () => {
  it("claims what a check of its rules counts, and no more", async () => {
    let suggested = 0;
    await fc.assert(
      fc.asyncProperty(graphs, async (events) => {
        const files = { "e.ndjson": lines(...events) };
        const { status, out } = await commandLine("suggest e.ndjson", { files });
        expect(status).toBe(0);
        const claimed = claims(out);
        suggested += claimed.length;
        expect(claimed.length).toBe(out.match(/^ {2}- /gm)?.length ?? 0);
        if (claimed.length === 0) return;
        expect(parseRules(out).constraints).toHaveLength(claimed.length);
        const check = await commandLine("check e.ndjson --rules r.yaml --json", {
          files: { ...files, "r.yaml": out },
        });
        const report = JSON.parse(check.out);
        expect(
          report.constraints.map((each: Record<string, number>) => ({
            holds: each["satisfied"],
            of: each["instances"],
            counterexamples: each["violated"],
          })),
        ).toEqual(claimed);
        // Whatever has a counterexample is a warning, so that the suggestion passes where it was made.
        expect(check.status).toBe(0);
      }),
      { numRuns: 80 },
    );
    expect(suggested).toBeGreaterThan(30);
  });

  it("counts direct causes and effects by name", () => {
    fc.assert(
      fc.property(graphs, (events) => {
        const { kinds } = new Kinds(events);
        const beside = (signatures: readonly Signature[], number: number): number =>
          signatures.filter((one) => includes(one, number)).reduce((sum, each) => sum + each.events, 0);
        const effectsOf = (id: string, name: string): number =>
          events.filter((each) => each.name === name && each.causes.includes(id)).length;
        for (const kind of kinds) {
          const own = events.filter(({ name }) => name === kind.name);
          expect(kind.events).toBe(own.length);
          for (const [number, { name }] of kinds.entries()) {
            expect(beside(kind.effects, number)).toBe(own.filter(({ id }) => effectsOf(id, name) > 0).length);
            expect(kind.twice[number]).toBe(own.filter(({ id }) => effectsOf(id, name) > 1).length);
            const causes = own.filter((each) =>
              each.causes.some((id) => events[Number(id.slice(1))]!.name === name),
            );
            expect(beside(kind.causes, number)).toBe(causes.length);
          }
        }
      }),
    );
  });

  it("finds in a recorded session that a call is answered, and once", async () => {
    const { out } = await commandLine("suggest s.ndjson", { files: { "s.ndjson": readFileSync(session) } });
    expect(out).toContain(`  # holds in 62 of 62
  - { mustMatch: { trigger: mcp.tool_call, response: [mcp.tool_result, mcp.error] } }`);
    expect(out).toContain(
      "never: { pattern: [mcp.tool_result, mcp.tool_result], withinCause: mcp.tool_call, scope: nearest }",
    );
    expect(out).toContain("precededBy: { effect: mcp.tool_result, cause: mcp.tool_call }");
  });

  it("suggests as a warning what nearly holds, with a counterexample", async () => {
    const runs = Array.from({ length: 40 }, (_, at) => [
      { id: `t${at}`, name: "T" },
      ...(at === 7 ? [] : [{ id: `r${at}`, name: "R", causes: [`t${at}`] }]),
    ]);
    const { out } = await commandLine("suggest e.ndjson", { files: { "e.ndjson": lines(...runs.flat()) } });
    expect(out).toContain(`  # holds in 39 of 40, 1 counterexample, the first "t7"
  - { mustMatch: { trigger: T, response: R }, severity: warning }`);
  });

  it("says so where nothing holds, and where nothing could be read", async () => {
    const one = await commandLine("suggest e.ndjson", {
      files: { "e.ndjson": lines({ id: "a", name: "A" }) },
    });
    expect(one).toMatchObject({ status: 0, err: "" });
    expect(one.out).toContain(
      "# Nothing is suggested: no rule of these kinds holds in at least 3 instances.\nconstraints: []",
    );
    const pairs = (many: number): object[] =>
      Array.from({ length: many }, (_, at) => [
        { id: `q${at}`, name: "Req" },
        { id: `p${at}`, name: "Rep", causes: [`q${at}`] },
      ]).flat();
    const suggest = async (many: number): Promise<string> =>
      (await commandLine("suggest e.ndjson", { files: { "e.ndjson": lines(...pairs(many)) } })).out;
    expect(await suggest(2)).toContain("# Nothing is suggested");
    expect(await suggest(3)).toContain("# holds in 3 of 3");
    const none = await commandLine("suggest e.ndjson", { files: { "e.ndjson": "" } });
    expect(none).toMatchObject({ status: 2, out: "", err: "tsrapide: not one readable line in e.ndjson\n" });
    expect((await commandLine("suggest")).err).toContain("no events: name at least one NDJSON file");
  });
});
