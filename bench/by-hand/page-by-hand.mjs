/** @import { Event } from "../workloads/event.d.ts" */

/** @type {readonly any[]} */
const FOLLOWS_NOTHING = Object.freeze([]);

/**
 * The page's four rules as one would write them for this stream and nothing else, with maps and with
 * care: the measure for an engine that takes any rules.
 *
 * What it does as the engine does:
 * - recognises an event that comes again by its id, within the window and what is remembered past it;
 * - keeps a window of 5,000 events: an evicted critical reading is told no more with its alerts, a
 *   pending one is not evicted; of the 10,000 events before it, it knows the ids and what they follow
 *   from, so that an event that cites them late finds its critical readings;
 * - follows `causes`, any number of them, through events of any name, to every critical reading;
 * - hands out frozen copies, made at arrival, of all that a callback may see: hot and critical
 *   readings, and what follows from critical ones. What a producer does to its objects later does not
 *   show. Cold readings are told to nobody, and not copied;
 * - reports each violation with its events and the chain of causes from the critical reading on.
 *
 * What it does not do: check the shape of events; compare the content of those that come again; hold
 * events that come before their causes; tell unknown pasts; give up when too much is pending; refresh
 * an id when it is cited; queries, counters and deadlines; and rules other than these. A chain of many
 * critical readings costs its length for each of them: here there is one a chain.
 */
export class PageByHand {
  /** What is known of each id: its place in the graph, or null where it follows from nothing critical. */
  #known = new Map();
  /** The last events, by arrival: their ids, and their places. A ring. */
  #ids;
  #places;
  #arrived = 0;
  /** @type {Set<Critical>} */
  #pending = new Set();
  #windowSize;
  #tell;
  duplicates = 0;

  /**
   * @param {object} tell
   * @param {(reading: Event) => void} tell.onHot
   * @param {(critical: Event, alert: Event) => void} tell.onAnswered
   * @param {(violation: any) => void} tell.onViolation
   * @param {number} windowSize
   */
  constructor(tell, windowSize) {
    this.#tell = tell;
    this.#windowSize = windowSize;
    const length = windowSize + Math.max(2 * windowSize, 10_000);
    this.#ids = Array.from({ length });
    this.#places = Array.from({ length }, () => null);
  }

  /** @param {Event} event */
  take(event) {
    if (this.#known.has(event.id)) {
      this.duplicates++;
      return;
    }
    const causes = event.causes.length === 0 ? FOLLOWS_NOTHING : this.#placesOf(event.causes);
    const place = this.#placeFor(event, causes);
    if (event.name === "Sensor.reading") {
      if (event.data.temperature > 100) this.#tell.onHot(place === null ? copyOf(event) : place.event);
    } else if (place !== null && event.name === "Alerter.alert") this.#alerted(place);
    this.#keep(event.id, place);
  }

  /** The stream has ended: what is pending now was never answered. */
  end() {
    for (const { place } of this.#pending) {
      const { event } = place;
      this.#tell.onViolation({
        constraint: "critical_must_alert",
        kind: "mustMatch",
        reason: "streamEnded",
        instance: event.id,
        events: [event],
        chain: [event],
        message: `${event.name} "${event.id}" caused no Alerter.alert before the stream ended`,
      });
    }
  }

  /** @param {readonly string[]} ids */
  #placesOf(ids) {
    const places = [];
    for (const id of ids) {
      const place = this.#known.get(id);
      if (place !== undefined && place !== null) places.push(place);
    }
    return places.length === 0 ? FOLLOWS_NOTHING : places;
  }

  #placeFor(event, causes) {
    if (event.name === "Sensor.critical_reading") {
      const place = new Place(copyOf(event), causes, rootsOf(causes));
      const critical = new Critical(place);
      place.roots = [...place.roots, critical];
      place.critical = critical;
      this.#pending.add(critical);
      return place;
    }
    return causes.length === 0 ? null : new Place(copyOf(event), causes, rootsOf(causes));
  }

  /** @param {Place} place */
  #alerted(place) {
    const { event, roots } = place;
    for (const critical of roots) {
      if (critical.firstAlert === undefined) critical.firstAlert = event;
      else if (!critical.violated) {
        critical.violated = true;
        this.#tell.onViolation({
          constraint: "no_duplicate_alerts",
          kind: "never",
          reason: "completed",
          instance: critical.place.event.id,
          events: [critical.firstAlert, event],
          chain: place.chainFrom(critical),
          message: `Sensor.critical_reading "${critical.place.event.id}" caused all of "${critical.firstAlert.id}", "${event.id}"`,
        });
      }
    }
    for (const critical of roots) {
      if (critical.isRetained) this.#tell.onAnswered(critical.place.event, event);
      if (!critical.pending) continue;
      critical.pending = false;
      this.#pending.delete(critical);
    }
  }

  /** Takes the event into the window; the oldest there is evicted, the oldest remembered forgotten. */
  #keep(id, place) {
    this.#known.set(id, place);
    const length = this.#ids.length;
    const at = this.#arrived++ % length;
    const forgotten = this.#ids[at];
    if (forgotten !== undefined) this.#known.delete(forgotten);
    this.#ids[at] = id;
    this.#places[at] = place;
    const evicted = this.#places[(at + length - this.#windowSize) % length];
    if (evicted === null) return;
    // Its roots stay; the past that leads to them goes.
    evicted.causes = FOLLOWS_NOTHING;
    if (evicted.critical !== undefined) evicted.critical.inWindow = false;
  }
}

/** An event that follows from a critical reading, or is one. */
class Place {
  constructor(event, causes, roots) {
    this.event = event;
    /** @type {readonly Place[]} */
    this.causes = causes;
    /** The critical readings before it, itself included: shared with its cause where it has one. */
    this.roots = roots;
    /** @type {Critical | undefined} */
    this.critical = undefined;
  }

  /**
   * The events from a critical reading to this one, along a path of causes.
   *
   * @param {Critical} critical
   */
  chainFrom(critical) {
    const chain = [];
    /** @type {Place | undefined} */
    let at = this;
    while (at !== undefined && at !== critical.place) {
      chain.push(at.event);
      at = at.causes.find(({ roots }) => roots.includes(critical));
    }
    chain.push(critical.place.event);
    return chain.reverse();
  }
}

/** A critical reading, and what has become of it. */
class Critical {
  /** @param {Place} place */
  constructor(place) {
    this.place = place;
    this.pending = true;
    this.inWindow = true;
    this.violated = false;
    this.firstAlert = undefined;
  }

  get isRetained() {
    return this.inWindow || this.pending;
  }
}

/** @param {readonly Place[]} causes */
function rootsOf(causes) {
  if (causes.length === 0) return FOLLOWS_NOTHING;
  if (causes.length === 1) return causes[0].roots;
  return [...new Set(causes.flatMap(({ roots }) => roots))];
}

/** @param {Event} event */
function copyOf({ id, name, source, time, data, causes }) {
  return Object.freeze({
    id,
    name,
    source,
    time,
    data,
    causes: causes.length === 0 ? FOLLOWS_NOTHING : Object.freeze([...causes]),
  });
}
