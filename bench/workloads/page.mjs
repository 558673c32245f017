import { randomFrom } from "./random.mjs";

/** @import { Event } from "./event.d.ts" */

/** How many events after its cause an event of a chain comes, at most. */
const DELAY = 200;
const STEP_DELAY = 20;

/**
 * The stream of the page: sensors send readings, 5 % of them critical; each critical reading causes
 * an alert 1–200 events later, but for 1 % that are never answered; 1 % of the alerts are sent twice.
 * One at a time, so that it can be as long as you like.
 *
 * @param {object} options
 * @param {number} options.count
 * @param {number} [options.steps] with it, 1 to so many steps stand between a reading and its alert
 * @param {number} [options.doubled] share of alerts that are sent twice
 * @param {number} [options.unanswered] share of critical readings that cause no alert
 * @param {number} [options.zones] with it, critical readings and alerts are named after so many zones, in turn
 * @returns {Generator<Event, void>}
 */
export function* page({ count, steps = 0, doubled = 0.01, unanswered = 0.01, zones = 0 }) {
  const random = randomFrom(1);
  const upTo = (/** @type {number} */ most) => 1 + Math.floor(random() * most);
  /** What comes when, by position in the stream. @type {Map<number, Event[]>} */
  const due = new Map();
  /** What should have come, but another event stood in its place: in order. @type {Event[]} */
  const late = [];
  let ids = 0;
  let criticals = 0;

  /** @param {Omit<Event, "time">} event */
  const schedule = (position, event) => {
    const there = due.get(position);
    if (there === undefined) due.set(position, [{ ...event, time: position }]);
    else there.push({ ...event, time: position });
  };

  const alert = (critical, prefix, position) => {
    let at = position + upTo(DELAY);
    let cause = critical;
    for (let left = steps === 0 ? 0 : upTo(steps); left > 0; left--) {
      const id = `step-${ids++}`;
      schedule(at, { id, name: "Pipeline.step", source: "pipeline", data: { left }, causes: [cause] });
      cause = id;
      at += upTo(STEP_DELAY);
    }
    const data = { level: 1 };
    schedule(at, {
      id: `alert-${ids++}`,
      name: `${prefix.alerter}.alert`,
      source: "alerts",
      data,
      causes: [cause],
    });
  };

  for (let position = 0; position < count; position++) {
    const now = due.get(position);
    if (now !== undefined) {
      due.delete(position);
      late.push(...now);
    }
    const next = late.shift();
    if (next !== undefined) {
      yield next;
      continue;
    }
    const data = { temperature: random() * 120 };
    if (random() >= 0.05) {
      const id = `reading-${ids++}`;
      yield { id, name: "Sensor.reading", source: "sensors", time: position, data, causes: [] };
      continue;
    }
    const prefix = prefixOf(zones === 0 ? undefined : criticals++ % zones);
    const id = `critical-${ids++}`;
    if (random() >= unanswered) {
      alert(id, prefix, position);
      if (random() < doubled) alert(id, prefix, position);
    }
    const name = `${prefix.sensor}.critical_reading`;
    yield { id, name, source: "sensors", time: position, data, causes: [] };
  }
}

/**
 * The first segment of the names of one zone, or of the page's where there are no zones.
 *
 * @param {number | undefined} zone
 */
export function prefixOf(zone) {
  return zone === undefined
    ? { sensor: "Sensor", alerter: "Alerter" }
    : { sensor: `Sensor${zone}`, alerter: `Alerter${zone}` };
}
