import { type CausalEvent, InMemoryEventSource, type StandardSchema, StreamProcessor, typed } from "tsrapide";
import { describe, expectTypeOf, test } from "vitest";

interface Events {
  "Sensor.reading": { temperature: number };
  "Alerter.alert": { readingId: string };
  Tick: undefined;
}

type Reading = CausalEvent<{ temperature: number }, "Sensor.reading">;

const plant = typed<Events>();
const processor = new plant.StreamProcessor({ maxHeld: 10 });
const source = new plant.InMemoryEventSource("sensors", { capacity: 5 });

describe("a typed processor", () => {
  test("hands typed events to its callbacks", () => {
    processor.watch("Sensor.reading", (reading) => expectTypeOf(reading).toEqualTypeOf<Reading>());
    processor.watch(["Sensor.*", "Alerter.alert"], (reading, alert) => [
      reading.data.temperature,
      alert.data.readingId,
    ]);
    processor.watch(plant.watch("Tick", (tick) => expectTypeOf(tick.data).toEqualTypeOf<undefined>()));
    processor.onEvent((event) => {
      if (event.name === "Alerter.alert") expectTypeOf(event.data).toEqualTypeOf<{ readingId: string }>();
    });
    processor.onEvict((event) => expectTypeOf(event.name).toEqualTypeOf<keyof Events>());
    // @ts-expect-error no such name
    processor.watch("Sensor.readng", () => {});
    // @ts-expect-error no such name
    processor.watch(["Sensor.reading", "Alerter.*.*"], () => {});
  });

  test("checks what it is asked about", () => {
    processor.wouldViolate({ name: "Sensor.reading", data: { temperature: 1 } });
    processor.propose(plant.event("Alerter.alert", { readingId: "r1" }));
    processor.propose({ name: "Tick", causes: ["r1"] });
    // @ts-expect-error the temperature is a number
    processor.wouldViolate({ name: "Sensor.reading", data: { temperature: "1" } });
    // @ts-expect-error the data is missing
    processor.propose({ name: "Sensor.reading" });
    // @ts-expect-error no such name
    processor.propose({ name: "Sensor.readng", data: { temperature: 1 } });
  });

  test("takes schemas that promise the data of the map", () => {
    type Schema<Data> = StandardSchema & {
      readonly "~standard": { readonly types?: { readonly input: Data; readonly output: unknown } };
    };
    const ofReading = {} as Schema<{ temperature: number; unit?: string }>;
    const ofAlert = {} as Schema<{ readingId: number }>;
    new plant.StreamProcessor({ schemas: { "Sensor.reading": ofReading, Tick: {} as StandardSchema } });
    // @ts-expect-error the schema promises a number
    new plant.StreamProcessor({ schemas: { "Alerter.alert": ofAlert } });
    // @ts-expect-error no such name
    new plant.StreamProcessor({ schemas: { "Alerter.alrt": ofAlert } });
  });

  test("is a processor, and takes plain sources", () => {
    expectTypeOf(processor).toExtend<StreamProcessor>();
    processor.addSource("plain", new InMemoryEventSource("plain"));
    processor.addSource("list", [{ name: "Sensor.reading" }]);
  });
});

describe("a typed source", () => {
  test("checks data by name, and says what it emitted", () => {
    const reading = source.emit({ name: "Sensor.reading", data: { temperature: 1 } });
    expectTypeOf(reading).toEqualTypeOf<Reading>();
    source.emit(plant.event("Alerter.alert", { readingId: reading.id }, { causes: [reading] }));
    expectTypeOf(source.put({ name: "Tick" })).toEqualTypeOf<Promise<CausalEvent<undefined, "Tick">>>();
    // @ts-expect-error the temperature is a number
    source.emit({ name: "Sensor.reading", data: { temperature: "1" } });
    // @ts-expect-error the data is missing
    source.emit({ name: "Sensor.reading" });
    // @ts-expect-error the data is that of another event
    source.put({ name: "Alerter.alert", data: { temperature: 1 } });
    // @ts-expect-error no such name
    source.emit({ name: "Sensor.readng", data: { temperature: 1 } });
  });

  test("is a source, for typed and plain processors", () => {
    expectTypeOf(source).toExtend<InMemoryEventSource>();
    processor.addSource("sensors", source);
    new StreamProcessor().addSource("sensors", source);
  });
});

test("the plain processor needs no map", () => {
  const plain = new StreamProcessor();
  plain.watch("Sensor.reading", (event) => event.data.temperature > 100);
  plain.watch(["Sensor.reading", "Alerter.alert"], (reading, alert) => [reading.data.x, alert.data.y]);
  plain.onEvent((event) => event.data.anything);
  new InMemoryEventSource("plain").emit({ name: "What.ever", data: { x: 1 } });
});
