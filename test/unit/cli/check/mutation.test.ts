import fc from "fast-check";
import { expect, it } from "vitest";
import { commandLine, lines } from "../command-line.ts";

// Damage to a recording must stay where it is: broken lines are counted, and the lines that are
// whole get the verdicts that they would get alone. By default always the same few lines;
// `CLI_LINES=100000 npx vitest run test/unit/cli/mutation` is a campaign with a seed of its own. What
// breaks prints its seed and path: `CLI_SEED=seed/path`, with the same CLI_LINES, replays it.
const campaign = process.env["CLI_LINES"];
const LINES = Number(campaign ?? 3_000);
const RUNS = 30;
const [seed, path] = (process.env["CLI_SEED"] ?? "").split("/");
const FIXED_SEED = 20_260_101;
const REPLAY = {
  seed: seed ? Number(seed) : campaign === undefined ? FIXED_SEED : Date.now() % 2 ** 31,
  ...(path === undefined ? {} : { path }),
};

const RULES = `constraints:
  - { name: answered, mustMatch: { trigger: Ask, response: Answer } }
  - { name: asked, precededBy: { effect: Answer, cause: { name: Ask, where: data.n >= 0 } } }
  - { name: once, never: { pattern: [Answer, Answer], withinCause: Ask } }
`;

const event = fc.record({
  name: fc.constantFrom("Ask", "Answer", "Other"),
  causedBy: fc.array(fc.nat(9), { maxLength: 2 }),
  time: fc.constantFrom<unknown>(undefined, 5, "2026-01-01T00:00:00Z"),
});

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 12 }).map((each) => Buffer.from(each).toString("latin1").replaceAll("\n", "")),
  fc.json({ maxDepth: 2 }).map((json) => json.replaceAll("\n", " ")),
  fc.constantFrom(
    "{",
    "}",
    '"',
    "[]",
    "\0",
    "{}",
    '{"id":',
    "\uFEFF",
    "\\",
    '{"id":"","name":"A"}',
    '{"__proto__":1}',
  ),
);
const damage = fc.oneof(
  { weight: 6, arbitrary: fc.constant<((line: string) => string) | undefined>(undefined) },
  {
    weight: 1,
    arbitrary: fc.nat(60).map((at) => (line: string) => line.slice(0, -1 - (at % (line.length - 1)))),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(60), bytes).map(
      ([at, insert]) =>
        (line: string) =>
          line.slice(0, at) + insert + line.slice(at),
    ),
  },
  { weight: 1, arbitrary: bytes.map((junk) => () => junk) },
);

/** A file may begin with a byte order mark: it is no part of the first line. */
function withoutMark(line: string): string {
  return line.startsWith("\uFEFF") ? line.slice(1) : line;
}

/** Whether a damaged line may still be an event, perhaps of another id. */
function mayBeEvent(line: string): boolean {
  try {
    const { id, name } = JSON.parse(withoutMark(line)) as { id?: unknown; name?: unknown };
    return typeof id === "string" && id !== "" && typeof name === "string";
  } catch {
    return false;
  }
}

it("changes no verdict of whole lines by broken ones", async () => {
  const perRun = Math.ceil(LINES / RUNS);
  const recording = fc.array(fc.tuple(event, damage), { minLength: perRun, maxLength: perRun, size: "max" });
  await fc.assert(
    fc.asyncProperty(recording, async (drawn) => {
      const originals = drawn.map(([{ name, causedBy, time }, broken], at) => ({
        line: JSON.stringify({
          id: `e${at}`,
          name,
          time,
          data: { n: at },
          causes: [...new Set(causedBy.filter((back) => back < at).map((back) => `e${at - back - 1}`))],
        }),
        broken,
      }));
      const read = originals.flatMap(({ line, broken }) => {
        const damaged = broken === undefined ? line : broken(line);
        return broken !== undefined && mayBeEvent(damaged)
          ? []
          : [{ line: damaged, whole: broken === undefined }];
      });
      const all = read.map(({ line }) => line);
      const good = read.filter(({ whole }) => whole).map(({ line }) => line);
      const outcome = await checked(all.join("\n"));
      const alone = await checked(good.join("\n"));
      const { report } = outcome;
      const nonBlank = all.filter((line, at) => /[^ \t\r]/.test(at === 0 ? withoutMark(line) : line)).length;
      expect(report.events).toMatchObject({ read: nonBlank, rejected: nonBlank - good.length });
      expect(outcome.status).toBe(good.length === 0 ? 2 : alone.status);
      expect(report.violations).toEqual(alone.report.violations);
      expect(report.inconclusive).toEqual(alone.report.inconclusive);
      expect(report.constraints).toEqual(alone.report.constraints);
    }),
    { numRuns: RUNS, ...REPLAY },
  );
}, 300_000);

async function checked(content: string): Promise<{ status: number; report: any }> {
  const { status, out } = await commandLine("check e --rules r --json --quiet", {
    files: { e: `${content}\n`, r: RULES },
  });
  return { status, report: JSON.parse(out) };
}

// `CLI_CHAIN=1000000` for a campaign.
it("takes 100,000 events newest first", async () => {
  const count = Number(process.env["CLI_CHAIN"] ?? 100_000);
  const chain = Array.from({ length: count }, (_, at) => ({
    id: `e${at}`,
    name: at === 0 ? "Ask" : at === count - 1 ? "Answer" : "Other",
    causes: at === 0 ? [] : [`e${at - 1}`],
    data: { n: at },
  }));
  const oldestFirst = await checked(lines(...chain));
  const newestFirst = await checked(lines(...chain.toReversed()));
  expect(newestFirst.status).toBe(0);
  expect(newestFirst.report.events).toMatchObject({ admitted: count, missingCauses: 0, peakHeld: count - 1 });
  expect({ ...newestFirst.report, events: undefined }).toEqual({ ...oldestFirst.report, events: undefined });
}, 60_000);
