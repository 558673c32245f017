import { prefixOf } from "./page.mjs";
import { randomFrom } from "./random.mjs";

/** @import { Event } from "./event.d.ts" */

/** Events of a unit: a critical reading, then readings, and an alert in the middle and at the end. */
const UNIT = 20;
/** How many events one event gathers. */
const FAN_IN = 1_000;
const DIAMOND = 3;

/*
 * Streams of one content and many shapes. In each of them every unit has one critical reading that is
 * answered (a verdict), then answered again (a violation), and each of the two alerts has it as its
 * nearest critical reading (two matches). So the shapes differ in their causes and in nothing else.
 */

/** Chains of one unit each. @param {number} count */
export function shortChains(count) {
  return units(count, (at) => (at % UNIT === 0 ? [] : [at - 1]));
}

/**
 * One chain through all units.
 *
 * @param {number} count
 * @param {number} [zones] with it, units are about so many zones, in turn
 */
export function deepChain(count, zones) {
  return units(count, (at) => (at === 0 ? [] : [at - 1]), zones);
}

/** Layers of three events, each caused by all three of the layer before. @param {number} count */
export function diamonds(count) {
  return units(count, (at) => {
    const before = (Math.floor(at / DIAMOND) - 1) * DIAMOND;
    return before < 0 ? [] : [before, before + 1, before + 2];
  });
}

/**
 * Rounds of a thousand events that follow nothing, 50 of them critical, then one that follows them
 * all, then two alerts that answer the 50.
 *
 * @param {number} count
 * @returns {Event[]}
 */
export function fanIn(count) {
  const random = randomFrom(2);
  /** @type {Event[]} */
  const events = [];
  while (events.length < count) {
    const round = [];
    for (let at = 0; at < FAN_IN; at++)
      round.push(eventAt(events.length + at, at % UNIT === 0 ? "critical" : "reading", [], random));
    const gather = eventAt(
      events.length + FAN_IN,
      "gather",
      round.map(({ id }) => id),
      random,
    );
    events.push(...round, gather);
    for (let alert = 0; alert < 2; alert++) events.push(eventAt(events.length, "alert", [gather.id], random));
  }
  return events;
}

/**
 * @param {number} count
 * @param {(at: number) => number[]} causesOf
 * @param {number} [zones]
 */
function units(count, causesOf, zones) {
  const random = randomFrom(2);
  /** @type {Event[]} */
  const events = [];
  // Whole units only: the last critical reading is answered as the others are.
  for (let at = 0; at < count || at % UNIT !== 0; at++) {
    const place = at % UNIT;
    const kind = place === 0 ? "critical" : place === UNIT / 2 || place === UNIT - 1 ? "alert" : "reading";
    const causes = causesOf(at).map((cause) => events[cause].id);
    events.push(eventAt(at, kind, causes, random, zones && Math.floor(at / UNIT) % zones));
  }
  return events;
}

/**
 * @param {number} at
 * @param {"critical" | "reading" | "alert" | "gather"} kind
 * @param {string[]} causes
 * @param {() => number} random
 * @param {number} [zone]
 * @returns {Event}
 */
function eventAt(at, kind, causes, random, zone) {
  const { sensor, alerter } = prefixOf(zone);
  const name = {
    critical: `${sensor}.critical_reading`,
    reading: "Sensor.reading",
    alert: `${alerter}.alert`,
    gather: "Round.gathered",
  }[kind];
  return {
    id: `${kind}-${at}`,
    name,
    source: "sensors",
    time: at,
    data: { temperature: random() * 120 },
    causes,
  };
}
