import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { commandLine, directoryWith, lines } from "../command-line.ts";

const RULES = "constraints: [{ name: answered, mustMatch: { trigger: T, response: R } }]";
const EVENTS = `${lines({ id: "t1", name: "T" })}\n${lines({ id: "r1", name: "R", causes: ["t1"] }, { id: "t2", name: "T" })}`;

it("writes the report beside what it prints, with the lines of the events", async () => {
  const cwd = directoryWith({ "e.ndjson": EVENTS, "rules.yaml": RULES });
  const flags = "--junit a.xml --sarif b.sarif --markdown c.md";
  const { status, out } = await commandLine(`check e.ndjson --rules rules.yaml --json ${flags}`, { cwd });
  expect(status).toBe(1);
  expect(JSON.parse(out).violations).toHaveLength(1);
  expect(readFileSync(join(cwd, "a.xml"), "utf8")).toContain("T &quot;t2&quot; (e.ndjson:4)");
  const sarif = JSON.parse(readFileSync(join(cwd, "b.sarif"), "utf8"));
  expect(sarif.runs[0].results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: "e.ndjson" },
    region: { startLine: 4 },
  });
  expect(readFileSync(join(cwd, "c.md"), "utf8")).toContain('T "t2" (e.ndjson:4)');
});

it.each([
  ["--junit e.ndjson", "--junit would overwrite e.ndjson"],
  ["--sarif ./x/../rules.yaml", "--sarif would overwrite ./x/../rules.yaml"],
  ["--junit same --markdown same", "--markdown would overwrite same"],
])("leaves alone what is read, and another report: %s", async (flags, message) => {
  const cwd = directoryWith({ "e.ndjson": EVENTS, "rules.yaml": RULES });
  const run = await commandLine(`check e.ndjson --rules rules.yaml ${flags}`, { cwd });
  expect(run).toMatchObject({ status: 2, out: "" });
  expect(run.err).toContain(`tsrapide: ${message}: a report needs a file of its own\n`);
  expect(readFileSync(join(cwd, "e.ndjson"), "utf8")).toBe(EVENTS);
  expect(readFileSync(join(cwd, "rules.yaml"), "utf8")).toBe(RULES);
  expect(existsSync(join(cwd, "same"))).toBe(false);
});

it("says before it reads anything that a file cannot be written", async () => {
  const cwd = directoryWith({ "e.ndjson": EVENTS, "rules.yaml": RULES });
  const run = await commandLine("check e.ndjson --rules rules.yaml --junit no/such/a.xml", { cwd });
  expect(run).toMatchObject({ status: 2, out: "" });
  expect(run.err).toBe("tsrapide: cannot write no/such/a.xml: there is no such folder\n");
  expect(existsSync(join(cwd, "no"))).toBe(false);
});
