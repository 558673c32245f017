import { mustMatch, never, watch, where } from "tsrapide";
import { prefixOf } from "../workloads/page.mjs";

/**
 * The page's four rules: hot readings and answered critical readings are watched; every critical
 * reading must cause an alert, and never two.
 *
 * @param {object} options
 * @param {(reading: any) => void} options.onHot
 * @param {(critical: any, alert: any) => void} options.onAnswered
 * @param {"all" | "nearest"} [options.match] which critical readings before an alert are told with it
 */
export function pageRules({ onHot, onAnswered, match }) {
  const { watches, constraints } = answerRules({ onAnswered, match });
  const hot = watch(
    where("Sensor.reading", (event) => event.data.temperature > 100),
    onHot,
    { name: "hot" },
  );
  return { watches: [hot, ...watches], constraints };
}

/**
 * Three of them: those about critical readings and their alerts, of one zone where there are zones.
 *
 * @param {object} options
 * @param {(critical: any, alert: any) => void} options.onAnswered
 * @param {"all" | "nearest"} [options.match]
 * @param {number} [options.zone]
 */
export function answerRules({ onAnswered, match = "all", zone }) {
  const { sensor, alerter } = prefixOf(zone);
  const critical = `${sensor}.critical_reading`;
  const alert = `${alerter}.alert`;
  const suffix = zone === undefined ? "" : `_${zone}`;
  return {
    watches: [watch([critical, alert], onAnswered, { name: `answered${suffix}`, match })],
    constraints: [
      mustMatch({ trigger: critical, response: alert, name: `critical_must_alert${suffix}` }),
      never({ pattern: [alert, alert], withinCause: critical, name: `no_duplicate_alerts${suffix}` }),
    ],
  };
}
