import { describe, expect, it } from "vitest";
import { never, type StandardSchema, StreamProcessor } from "../../../src/index.ts";

type Validate = StandardSchema["~standard"]["validate"];

function schema(validate: Validate): StandardSchema {
  return { "~standard": { version: 1, vendor: "test", validate } };
}

const temperature = schema((value) => {
  const { temperature } = value as { temperature?: unknown };
  return typeof temperature === "number"
    ? { value }
    : {
        issues: [
          { message: "expected a number", path: ["rows", 0, { key: "temperature" }, Symbol.iterator] },
        ],
      };
});

async function diagnose(validate: StandardSchema, data: unknown): Promise<string | undefined> {
  const processor = new StreamProcessor({ schemas: { "Sensor.reading": validate } });
  processor.addSource("s", [
    { name: "Sensor.reading", data },
    { name: "Sensor.other", data },
  ]);
  const report = await processor.run();
  expect(report.outcome).toBe("completed");
  expect(report.events.admitted + report.events.rejected).toBe(2);
  return report.firstDiagnostics[0]?.message;
}

describe("schemas", () => {
  it("let conforming data pass", async () => {
    expect(await diagnose(temperature, { temperature: 3 })).toBe(undefined);
  });

  it("refuse other data, and say where it is wrong", async () => {
    const message = await diagnose(temperature, { temperature: "hot" });
    expect(message).toContain("data.rows[0].temperature[Symbol(Symbol.iterator)]");
    expect(message).toContain("expected a number");
  });

  it.each([[undefined], [{ issues: [{ message: "bad", path: [null] }] }]])(
    "that answer %j refuse the event, and stop nothing",
    async (answer) => {
      expect(
        await diagnose(
          schema(() => answer as never),
          1,
        ),
      ).toContain("its schema threw");
    },
  );

  it("refuse what is asked about, too", () => {
    const processor = new StreamProcessor({ schemas: { "Sensor.reading": temperature } });
    processor.enforce(never({ pattern: "Sensor.reading" }));
    expect(processor.wouldViolate({ name: "Sensor.reading", data: { temperature: 3 } })).toHaveLength(1);
    expect(processor.wouldViolate({ name: "Sensor.reading", data: { temperature: "hot" } })).toEqual([]);
  });

  it("that are asynchronous are refused, and say so", async () => {
    const failing = schema(async () => {
      throw new Error("not caught");
    });
    expect(await diagnose(failing, {})).toContain("asynchronously");
  });

  it("that throw refuse the event", async () => {
    const throwing = schema(() => {
      throw new Error("bad schema");
    });
    expect(await diagnose(throwing, {})).toContain("bad schema");
  });

  it("must be Standard Schemas", () => {
    expect(() => new StreamProcessor({ schemas: { A: {} as never } })).toThrow(/no Standard Schema/);
  });
});
