import { typed } from "tsrapide";

/** The events of a plant, as rules in files of their own name them. */
export interface Plant {
  "Sensor.reading": { temperature: number };
  "Alerter.alert": { readingId: string };
}

const { where, seq, anyOf, mustMatch } = typed<Plant>();

export const hot = where("Sensor.reading", (reading) => reading.data.temperature > 100);
export const hotThenAlert = seq(hot, "Alerter.alert");
export const anything = anyOf("Sensor.*", "Alerter.alert");
export const hotMustAlert = mustMatch({ trigger: hot, response: "Alerter.alert" });
