import { allOf, anyOf, event, link, mustMatch, never, precededBy, seq, watch, where } from "tsrapide";
import { describe, expectTypeOf, test } from "vitest";

describe("the plain functions need no map: data is any", () => {
  test("in watches and predicates", () => {
    watch("Sensor.reading", (reading) => {
      expectTypeOf(reading.data).toBeAny();
      reading.data.temperature.toFixed(1);
    });
    watch(["Sensor.reading", "Alerter.alert"], (reading, alert) => [reading.data.id, alert.causes]);
    watch(seq("a", anyOf("b", "c")), (a, bOrC) => [a.data.x, bOrC.data.y]);
    where("Sensor.reading", (reading) => reading.data.temperature > 100);
    // @ts-expect-error a watch of a pair has no third event
    watch(["Sensor.reading", "Alerter.alert"], (_reading, _alert, _third) => {});
    // @ts-expect-error a predicate says yes or no
    where("Sensor.reading", () => "yes");
  });

  test("in constraints and links", () => {
    mustMatch({ trigger: "Sensor.critical_reading", response: ["Alerter.alert", "Pager.page"] });
    never({ pattern: ["Alerter.alert", "Alerter.alert"], withinCause: "Sensor.critical_reading" });
    never({ pattern: allOf("a", "b") });
    precededBy({ effect: "Payment.sent", cause: where("Approval.granted", ({ data }) => data.level >= 2) });
    link({ effect: "b", cause: "a", on: [(b) => b.data.aId, (a) => a.id] });
    // @ts-expect-error a trigger alone does not say what must follow
    mustMatch({ trigger: "Sensor.critical_reading" });
    // @ts-expect-error a trigger is one event, not a sequence
    mustMatch({ trigger: seq("a", "b"), response: "c" });
  });

  test("in events, which keep the type of what they are given", () => {
    const reading = event("Sensor.reading", { temperature: 120 });
    expectTypeOf(reading.data).toEqualTypeOf<{ temperature: number }>();
    expectTypeOf(reading.name).toEqualTypeOf<"Sensor.reading">();
    event("Alerter.alert", {}, { causes: [reading, "id"], source: "alerts", time: 1, id: "alert-1" });
    // @ts-expect-error time is epoch milliseconds
    event("Alerter.alert", {}, { time: "2026-01-01" });
  });
});
