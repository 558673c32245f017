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
  console.log(`    VIOLATION of ${violation.constraint} (${violation.reason})`);
  console.log(`      ${violation.chain.map((event) => `${event.name} ${event.id}`).join(" -> ")}`);
});

const run = processor.run({ windowSize: 5000 });

/** Emits an event, says so, and leaves it a moment: what is printed below it, it has brought about. */
async function emit(source, id, name, data, causes = []) {
  const because = causes.map((cause) => cause.id).join(", ");
  console.log(`${source.name.padEnd(8)}${name} ${id}${because && `, because of ${because}`}`);
  const event = source.emit({ id, name, data, causes });
  await pause(250);
  return event;
}

await emit(sensors, "r1", "Sensor.reading", { temperature: 72 });

console.log("\nA critical reading, and its alert.");
const r2 = await emit(sensors, "r2", "Sensor.reading", { temperature: 104 });
const c2 = await emit(sensors, "c2", "Sensor.critical_reading", { temperature: 104 }, [r2]);
await emit(alerts, "a2", "Alerter.alert", { to: "duty" }, [c2]);

console.log("\nAnother one. Its alert is sent, then sent again by a retry that was not needed.");
const r3 = await emit(sensors, "r3", "Sensor.reading", { temperature: 118 });
const c3 = await emit(sensors, "c3", "Sensor.critical_reading", { temperature: 118 }, [r3]);
await emit(alerts, "a3", "Alerter.alert", { to: "duty" }, [c3]);
const retry = await emit(alerts, "t3", "Alerter.retry", {}, [c3]);
await emit(alerts, "b3", "Alerter.alert", { to: "duty" }, [retry]);

console.log("\nA third one, while alerts for other readings come and go. Nothing answers it.");
const r4 = await emit(sensors, "r4", "Sensor.reading", { temperature: 131 });
await emit(sensors, "c4", "Sensor.critical_reading", { temperature: 131 }, [r4]);
await emit(alerts, "a5", "Alerter.alert", { to: "duty" }, [r2]);

console.log("\nBoth sources end.");
sensors.close();
alerts.close();
const report = await run;

console.log("");
for (const { name, status, instances, violated } of report.constraints)
  console.log(`${name}: ${status} (${violated} of ${instances})`);
