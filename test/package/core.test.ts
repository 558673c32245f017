import { join, relative } from "node:path";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { reachOf } from "../source-tree.ts";
import { repository, tsc } from "./run.ts";
import { stage } from "./stage.ts";

/** What a page that imports everything of the core has to load. Raise it knowingly. */
const BUDGET_IN_BYTES = 112_000;

const { installed } = stage();
const source = reachOf(join(repository, "src/index.ts"));

test("the core imports nothing but itself, not even types", () => {
  expect([...source.packages]).toEqual([]);
});

test.each(["cli", "rules", "testing", "context", "adapters"])("the core does not reach src/%s", (folder) => {
  const paths = [...source.files].map((file) => relative(join(repository, "src"), file));
  expect(paths.filter((path) => path.startsWith(`${folder}/`))).toEqual([]);
});

test("the core compiles without the types of Node and of the DOM", () => {
  tsc("-p", "tsconfig.core.json");
});

test(`the core, bundled and minified, stays below ${BUDGET_IN_BYTES} bytes`, async () => {
  const code = await bundled("es");
  console.log(`core: ${code.length} bytes minified, ${gzipSync(code).length} gzipped`);
  expect(code.length).toBeLessThan(BUDGET_IN_BYTES);
});

test("the core loads and runs where there is nothing but the language and two timers", async () => {
  const context = createContext({ setTimeout, clearTimeout });
  runInContext(await bundled("iife"), context);
  const report: unknown = await runInContext(
    `(async () => {
      const { StreamProcessor, InMemoryEventSource, mustMatch, event } = tsrapide;
      const source = new InMemoryEventSource("sensors");
      const processor = new StreamProcessor();
      processor.addSource("sensors", source);
      processor.enforce(mustMatch({ trigger: "Sensor.reading", response: "Alerter.alert" }));
      const reading = source.emit(event("Sensor.reading", { temperature: 120 }));
      source.emit(event("Alerter.alert", {}, { causes: [reading] }));
      source.emit(event("Sensor.reading", { temperature: 130 }));
      source.close();
      const { outcome, events, violations } = await processor.run({ windowSize: 10 });
      return JSON.stringify({ outcome, admitted: events.admitted, violations: violations.length });
    })()`,
    context,
  );
  expect(report).toBe('{"outcome":"completed","admitted":3,"violations":1}');
});

async function bundled(format: "es" | "iife"): Promise<string> {
  const bundle = await rolldown({ input: join(installed, "dist/index.js"), platform: "neutral" });
  const { output } = await bundle.generate({ format, name: "tsrapide", minify: true });
  await bundle.close();
  return output[0].code;
}
