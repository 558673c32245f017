import { type CausalEvent, type Selector, typed } from "tsrapide";
import { describe, expectTypeOf, test } from "vitest";

interface Events {
  "Sensor.reading": { temperature: number };
  "Sensor.error": { code: string };
  "Alerter.alert": { readingId: string };
  Tick: undefined;
  "Deep.down.error": { depth: number };
}

const { event, where, seq, allOf, anyOf, watch, mustMatch, never, precededBy, link } = typed<Events>();

describe("a name gives the type of the data", () => {
  test("in a watch", () => {
    watch("Sensor.reading", (reading) => {
      expectTypeOf(reading.data).toEqualTypeOf<{ temperature: number }>();
      expectTypeOf(reading.name).toEqualTypeOf<"Sensor.reading">();
      // @ts-expect-error the data has no such field
      reading.data.humidity;
    });
  });

  test("in each part of a sequence", () => {
    watch(["Sensor.reading", "Alerter.alert"], (reading, alert) => {
      expectTypeOf(reading.data.temperature).toEqualTypeOf<number>();
      expectTypeOf(alert.data.readingId).toEqualTypeOf<string>();
    });
    watch(seq("Sensor.reading", anyOf("Alerter.alert", "Sensor.error")), (reading, answer) => {
      expectTypeOf(reading.data).toEqualTypeOf<{ temperature: number }>();
      expectTypeOf(answer.data).toEqualTypeOf<{ readingId: string } | { code: string }>();
    });
    // @ts-expect-error a sequence of two has no third event
    watch(["Sensor.reading", "Alerter.alert"], (_reading, _alert, _third) => {});
  });

  test("in a predicate", () => {
    const hot = where("Sensor.reading", (reading) => reading.data.temperature > 100);
    expectTypeOf(hot).toEqualTypeOf<Selector<CausalEvent<{ temperature: number }, "Sensor.reading">>>();
    // @ts-expect-error the data has no such field
    where("Sensor.reading", (reading) => reading.data.humidity > 1);
    // @ts-expect-error a predicate says yes or no
    where("Sensor.reading", (reading) => reading.data.temperature);
  });

  test("in link keys", () => {
    link({
      effect: "Alerter.alert",
      cause: ["Sensor.reading", "Sensor.error"],
      on: [
        (alert) => {
          expectTypeOf(alert.data).toEqualTypeOf<{ readingId: string }>();
          return alert.data.readingId;
        },
        (cause) => {
          expectTypeOf(cause.name).toEqualTypeOf<"Sensor.reading" | "Sensor.error">();
          return cause.id;
        },
      ],
    });
  });
});

describe("a wildcard gives the union of what it matches", () => {
  test("one segment, several, a common ending, everything", () => {
    watch("Sensor.*", ({ data }) =>
      expectTypeOf(data).toEqualTypeOf<{ temperature: number } | { code: string }>(),
    );
    watch("*.error", ({ name }) => expectTypeOf(name).toEqualTypeOf<"Sensor.error">());
    watch("**.error", ({ name }) => expectTypeOf(name).toEqualTypeOf<"Sensor.error" | "Deep.down.error">());
    watch("Deep.**", ({ data }) => expectTypeOf(data).toEqualTypeOf<{ depth: number }>());
    watch("*", ({ name }) => expectTypeOf(name).toEqualTypeOf<"Tick">());
    watch("**", ({ name }) => expectTypeOf(name).toEqualTypeOf<keyof Events>());
  });

  test("which the name tells apart", () => {
    watch("Sensor.*", (sensed) => {
      if (sensed.name === "Sensor.error") expectTypeOf(sensed.data).toEqualTypeOf<{ code: string }>();
      else expectTypeOf(sensed.data).toEqualTypeOf<{ temperature: number }>();
    });
  });

  test("and is an error where it matches nothing", () => {
    // @ts-expect-error no name begins with Sensr
    watch("Sensr.*", () => {});
    // @ts-expect-error no name has a single segment below Deep
    watch("Deep.*", () => {});
    // @ts-expect-error a wildcard stands for a whole segment
    watch("Sens*", () => {});
    // @ts-expect-error no name ends so
    where("**.warning", () => true);
  });
});

describe("a name that is not in the map is an error", () => {
  test("in every place", () => {
    // @ts-expect-error no such name
    watch("Sensor.readng", () => {});
    // @ts-expect-error no such name
    watch(["Sensor.reading", "Alerter.alrt"], () => {});
    // @ts-expect-error no such name
    where("Sensor.readng", () => true);
    // @ts-expect-error no such name
    seq("Sensor.reading", "Alerter.alrt");
    // @ts-expect-error no such name
    allOf("Sensor.readng");
    // @ts-expect-error no such name
    anyOf("Sensor.readng");
    // @ts-expect-error no such name
    mustMatch({ trigger: "Sensor.readng", response: "Alerter.alert" });
    // @ts-expect-error no such name
    mustMatch({ trigger: "Sensor.reading", response: ["Alerter.alert", "Pager.page"] });
    // @ts-expect-error no such name
    never({ pattern: ["Alerter.alert", "Alerter.alrt"] });
    // @ts-expect-error no such name
    never({ pattern: "Alerter.alert", withinCause: "Sensor.readng" });
    // @ts-expect-error no such name
    precededBy({ effect: "Alerter.alert", cause: "Sensor.readng" });
    // @ts-expect-error no such name
    link({ effect: "Alerter.alrt", cause: "Sensor.reading", on: [() => 1, () => 1] });
    // @ts-expect-error no such name
    event("Sensor.readng", { temperature: 1 });
  });

  test("and an option that a constraint does not have, too", () => {
    // @ts-expect-error it is called response
    mustMatch({ trigger: "Sensor.reading", respons: "Alerter.alert" });
    // @ts-expect-error a deadline is in events or in ms
    mustMatch({ trigger: "Sensor.reading", response: "Alerter.alert", within: { seconds: 5 } });
  });
});

describe("what is right compiles", () => {
  test("constraints", () => {
    mustMatch({ trigger: "Sensor.*", response: ["Alerter.alert", "Sensor.error"], within: { ms: 5000 } });
    mustMatch({ trigger: where("Sensor.reading", () => true), response: anyOf("Alerter.alert", "**.error") });
    never({ pattern: ["Alerter.alert", "Alerter.alert"], withinCause: "Sensor.reading", scope: "nearest" });
    never({ pattern: allOf("Alerter.alert", "Sensor.error"), severity: "warning" });
    never({ pattern: seq("Alerter.alert", "Sensor.error"), name: "no error after an alert" });
    precededBy({ effect: "Alerter.alert", cause: ["Sensor.reading", where("Tick", () => true)] });
  });

  test("events", () => {
    const reading = event("Sensor.reading", { temperature: 120 }, { time: 1 });
    expectTypeOf(reading.data).toEqualTypeOf<{ temperature: number }>();
    event("Alerter.alert", { readingId: reading.id }, { causes: [reading, "other"] });
    event("Tick");
    event("Tick", undefined, { source: "clock" });
    // @ts-expect-error the data is missing
    event("Sensor.reading");
    // @ts-expect-error the temperature is a number
    event("Sensor.reading", { temperature: "120" });
    // @ts-expect-error a tick has no data
    event("Tick", { at: 1 });
  });
});

describe("other maps", () => {
  test("names given by a template", () => {
    const tools = typed<Record<`Tool.${string}`, { tool: string }>>();
    tools.watch("Tool.call", ({ data }) => expectTypeOf(data).toEqualTypeOf<{ tool: string }>());
    tools.watch("Tool.*", ({ data }) => expectTypeOf(data).toEqualTypeOf<{ tool: string }>());
    tools.watch("**", ({ data }) => expectTypeOf(data).toEqualTypeOf<{ tool: string }>());
    // @ts-expect-error names begin with Tool
    tools.watch("Toll.call", () => {});
  });

  test("any name", () => {
    const open = typed<Record<string, number>>();
    open.watch("What.ever", ({ data }) => expectTypeOf(data).toEqualTypeOf<number>());
    open.watch("What.*", ({ data }) => expectTypeOf(data).toEqualTypeOf<number>());
    open.event("What.ever", 1);
  });

  test("hundreds of names do not exhaust the compiler", () => {
    type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
    type Name = `Unit${Digit}${Digit}.${"pump" | "valve"}.${"opened" | "failed"}`;
    const plant = typed<Record<Name, { at: number }>>();
    plant.watch("Unit42.pump.opened", ({ data }) => expectTypeOf(data).toEqualTypeOf<{ at: number }>());
    plant.watch(["*.pump.failed", "**.opened"], (failed, opened) => failed.data.at - opened.data.at);
    // @ts-expect-error no such name
    plant.watch("Unit42.pump.closed", () => {});
  });
});
