import { type CausalEvent, type MustMatch, typed, watch } from "tsrapide";
import { describe, expectTypeOf, test } from "vitest";
import { anything, hot, hotMustAlert, hotThenAlert, type Plant } from "./hot-readings.ts";

type Reading = CausalEvent<{ temperature: number }, "Sensor.reading">;
type Alert = CausalEvent<{ readingId: string }, "Alerter.alert">;

describe("a rule built in a file of its own keeps its types", () => {
  test("where a typed function takes it", () => {
    const plant = typed<Plant>();
    plant.watch(hot, (reading) => expectTypeOf(reading).toEqualTypeOf<Reading>());
    plant.watch([hot, "Alerter.alert"], (reading, alert) => {
      expectTypeOf(reading).toEqualTypeOf<Reading>();
      expectTypeOf(alert).toEqualTypeOf<Alert>();
    });
    plant.watch(hotThenAlert, (reading, alert) => {
      expectTypeOf(reading).toEqualTypeOf<Reading>();
      expectTypeOf(alert).toEqualTypeOf<Alert>();
    });
    plant.watch(anything, (either) => expectTypeOf(either).toEqualTypeOf<Reading | Alert>());
    plant.link({
      effect: "Alerter.alert",
      cause: hot,
      on: [(alert) => alert.data.readingId, (reading) => expectTypeOf(reading).toEqualTypeOf<Reading>()],
    });
  });

  test("where a plain function takes it", () => {
    watch(hot, (reading) => expectTypeOf(reading).toEqualTypeOf<Reading>());
    watch(hotThenAlert, (_reading, alert) => expectTypeOf(alert).toEqualTypeOf<Alert>());
    watch([hot, "Alerter.alert"], (reading) => {
      expectTypeOf(reading.data.temperature).toEqualTypeOf<number>();
      // @ts-expect-error the data has no such field
      reading.data.humidity;
    });
    expectTypeOf(hotMustAlert).toEqualTypeOf<MustMatch>();
  });
});
