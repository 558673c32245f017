import { expect, it } from "vitest";
import {
  type CausalEvent,
  InMemoryEventSource,
  mustMatch,
  never,
  type Report,
  StreamProcessor,
  watch,
} from "../../src/index.ts";

it("the page's first steps, line by line", async () => {
  const printed: string[] = [];
  const print = (text: string): void => void printed.push(text);
  const chains: [CausalEvent, CausalEvent][] = [];
  const logAlertChain = (cause: CausalEvent, effect: CausalEvent): void => void chains.push([cause, effect]);

  const processor = new StreamProcessor();

  const sourceA = new InMemoryEventSource("sensor-cluster-a");
  const sourceB = new InMemoryEventSource("sensor-cluster-b");

  processor.addSource("sensors_a", sourceA);
  processor.addSource("sensors_b", sourceB);

  // React to any event matching a pattern
  processor.watch("Sensor.reading", (event) => print(`Got reading: ${event.id}`));

  // Watch for causal sequences
  processor.watch(["Sensor.reading", "Alerter.alert"], (cause, effect) => logAlertChain(cause, effect));

  // Every reading must eventually cause an alert
  processor.enforce(
    mustMatch({ trigger: "Sensor.reading", response: "Alerter.alert", name: "reading_must_alert" }),
  );

  // Two alerts must never fire from the same reading
  processor.enforce(
    never({
      pattern: ["Alerter.alert", "Alerter.alert"],
      withinCause: "Sensor.reading",
      name: "no_double_alert",
    }),
  );

  // Keep the last 10,000 events in memory
  const running = processor.run({ windowSize: 10_000 });

  const first = sourceA.emit({ id: "r1", name: "Sensor.reading" });
  const second = sourceB.emit({ id: "r2", name: "Sensor.reading" });
  sourceB.emit({ id: "a1", name: "Alerter.alert", causes: [first] });
  sourceA.emit({ id: "a2", name: "Alerter.alert", causes: [first] });
  sourceA.close();
  sourceB.close();
  const report = await running;

  expect(printed.toSorted()).toEqual(["Got reading: r1", "Got reading: r2"]);
  expect(chains.map(([cause, effect]) => `${cause.id} < ${effect.id}`).toSorted()).toEqual([
    "r1 < a1",
    "r1 < a2",
  ]);
  expect(report.violations.map((v) => `${v.constraint} ${v.instance} ${v.reason}`).toSorted()).toEqual([
    "no_double_alert r1 completed",
    `reading_must_alert ${second.id} streamEnded`,
  ]);
});

it("the page's full example, line by line", async () => {
  const printed: string[] = [];
  const print = (text: string): void => void printed.push(text);

  async function main(
    feed: (sensors: InMemoryEventSource, alerts: InMemoryEventSource) => void,
  ): Promise<Report> {
    const processor = new StreamProcessor();

    // Create event sources
    const sensors = new InMemoryEventSource("sensors");
    const alerts = new InMemoryEventSource("alerts");

    processor.addSource("sensors", sensors);
    processor.addSource("alerts", alerts);

    // Watch for high-temperature readings
    processor.watch(watch("Sensor.reading", (e) => handleReading(e)));

    // Constraint: every critical reading must cause an alert
    processor.enforce(
      mustMatch({
        trigger: "Sensor.critical_reading",
        response: "Alerter.alert",
        name: "critical_must_alert",
      }),
    );

    // Constraint: never two alerts from the same root cause
    processor.enforce(
      never({
        pattern: ["Alerter.alert", "Alerter.alert"],
        withinCause: "Sensor.critical_reading",
        name: "no_duplicate_alerts",
      }),
    );

    feed(sensors, alerts);
    // Run with a sliding window of 5000 events
    return processor.run({ windowSize: 5000 });
  }

  function handleReading(event: CausalEvent<any>): void {
    if ((event.data.temperature ?? 0) > 100) print(`High temp detected: ${event.data.temperature}`);
  }

  const report = await main((sensors, alerts) => {
    sensors.emit({ name: "Sensor.reading", data: { temperature: 20 } });
    sensors.emit({ name: "Sensor.reading", data: { temperature: 120 } });
    const ignored = sensors.emit({ id: "ignored", name: "Sensor.critical_reading" });
    const answered = sensors.emit({ id: "answered", name: "Sensor.critical_reading" });
    const twice = sensors.emit({ id: "twice", name: "Sensor.critical_reading" });
    alerts.emit({ name: "Alerter.alert", causes: [answered] });
    alerts.emit({ name: "Alerter.alert", causes: [twice] });
    alerts.emit({ name: "Alerter.alert", causes: [twice] });
    expect(ignored.source).toBe("sensors");
    sensors.close();
    alerts.close();
  });

  expect(printed).toEqual(["High temp detected: 120"]);
  expect(report.outcome).toBe("completed");
  expect(report.violations.map((v) => `${v.constraint} ${v.instance}`).toSorted()).toEqual([
    "critical_must_alert ignored",
    "no_duplicate_alerts twice",
  ]);
});
