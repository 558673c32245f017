import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tsc } from "./run.ts";
import { stage } from "./stage.ts";

const PROGRAM = `
import { StreamProcessor, InMemoryEventSource, mustMatch, typed } from "tsrapide";
import { withCause } from "tsrapide/context";
import { mcp, MCPEventAdapter, type ClientLike } from "tsrapide/mcp";
import * as rules from "tsrapide/rules";
import * as testing from "tsrapide/testing";

const { where, watch } = typed<{ "Sensor.reading": { temperature: number } }>();
const processor = new StreamProcessor();
const source = new InMemoryEventSource("sensors");
processor.addSource("sensors", source);
processor.watch("Sensor.reading", (event) => event.data.temperature.toFixed(1));
processor.watch(watch(where("Sensor.reading", ({ data }) => data.temperature > 100), () => {}));
processor.enforce(mustMatch({ trigger: "Sensor.reading", response: "Alerter.alert" }));
declare const client: ClientLike;
processor.addSource("files", new MCPEventAdapter("files", client, { guard: { by: processor } }));
withCause("task", () => processor.watch(mcp.toolCall("write_file"), () => {}));
// @ts-expect-error the declarations are there: a source has no such method
source.send({ name: "Sensor.reading" });
export { rules, testing };
`;

/** The projects of users: module resolutions, and the libraries they compile against. */
const PROJECTS = [
  { module: "nodenext", moduleResolution: "nodenext", lib: ["es2023"] },
  { module: "preserve", moduleResolution: "bundler", lib: ["es2023", "dom", "dom.iterable"] },
];

test.each(PROJECTS)("the declarations compile with $moduleResolution and $lib", (options) => {
  const folder = join(stage().consumer, `declarations-${options.moduleResolution}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "program.ts"), PROGRAM);
  const compilerOptions = {
    ...options,
    target: "es2023",
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
  expect(() => tsc("-p", folder)).not.toThrow();
});
