// Two sources, a watch, two constraints, and a window: violations are reported the moment they
// are certain, with the causal chain that proves them.
// Run after `npm run build`: node examples/01-streaming.mjs
import { setTimeout as pause } from "node:timers/promises";
import { InMemoryEventSource, mustMatch, never, StreamProcessor } from "tsrapide";

const processor = new StreamProcessor();

const sensors = new InMemoryEventSource("sensors");
const alerts = new InMemoryEventSource("alerts");
processor.addSource("sensors", sensors);
processor.addSource("alerts", alerts);

// Watch for high temperatures.
processor.watch("Sensor.reading", (event) => {
  if (event.data.temperature > 100) console.log(`    high temperature: ${event.data.temperature}`);
});

// Every critical reading must cause an alert.
processor.enforce(
  mustMatch({ trigger: "Sensor.critical_reading", response: "Alerter.alert", name: "critical_must_alert" }),
);

// Never two alerts from the same critical reading.
processor.enforce(
  never({
    pattern: ["Alerter.alert", "Alerter.alert"],
    withinCause: "Sensor.critical_reading",
    name: "no_duplicate_alerts",
  }),
);

processor.onViolation((violation) => {
  console.log(`    VIOLATION of ${violation.constraint}: ${violation.message}`);
  if (violation.chain.length > 1)
    console.log(`    chain: ${violation.chain.map((event) => event.id).join(" -> ")}`);
});

const run = processor.run({ windowSize: 5000 });

/** Emits an event, says so, and waits a moment: what is printed below it, it has brought about. */
async function emit(source, id, name, data, causes = []) {
  const because = causes.map((cause) => cause.id).join(", ");
  console.log(`${source.name.padEnd(8)} ${name} ${id}${because && `, because of ${because}`}`);
  const event = source.emit({ id, name, data, causes });
  await pause(250);
  return event;
}

console.log("All is well.");
await emit(sensors, "reading-1", "Sensor.reading", { temperature: 72 });

console.log("\nIt gets hot, and an alert is sent.");
const reading2 = await emit(sensors, "reading-2", "Sensor.reading", { temperature: 104 });
const critical2 = await emit(sensors, "critical-2", "Sensor.critical_reading", {}, [reading2]);
await emit(alerts, "alert-2", "Alerter.alert", {}, [critical2]);

console.log("\nIt gets hot again. The alert is sent, and then once more by a retry.");
const reading3 = await emit(sensors, "reading-3", "Sensor.reading", { temperature: 118 });
const critical3 = await emit(sensors, "critical-3", "Sensor.critical_reading", {}, [reading3]);
await emit(alerts, "alert-3", "Alerter.alert", {}, [critical3]);
const retry3 = await emit(alerts, "retry-3", "Alerter.retry", {}, [critical3]);
await emit(alerts, "alert-3-again", "Alerter.alert", {}, [retry3]);

console.log("\nAnd again. An alert is sent, but because of an earlier reading: it answers nothing.");
const reading4 = await emit(sensors, "reading-4", "Sensor.reading", { temperature: 131 });
await emit(sensors, "critical-4", "Sensor.critical_reading", {}, [reading4]);
await emit(alerts, "alert-4", "Alerter.alert", {}, [reading2]);

console.log("\nBoth sources end: what is open now stays open.");
sensors.close();
alerts.close();
const report = await run;

console.log("");
for (const { name, status, instances, violated } of report.constraints)
  console.log(`${name}: ${status}, by ${violated} of ${instances} critical readings`);
