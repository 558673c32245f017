/** @import { Event } from "../workloads/event.d.ts" */

/**
 * The least that finds the same in the page's stream: a bound of what any program can do, and not one
 * to put to work. It trusts that nothing comes twice, that nothing follows from a plain reading, that
 * every event has at most one cause, and that nobody changes the objects it hands on. It keeps only
 * what follows from critical readings, for as long as 5,000 of those.
 */
export class Barest {
  /** @type {Map<string, Link>} */
  #links = new Map();
  /** Ids of what is kept: a ring. @type {(string | undefined)[]} */
  #ids;
  #kept = 0;
  /** @type {Set<Link>} */
  #pending = new Set();
  #tell;

  /**
   * @param {object} tell
   * @param {(reading: Event) => void} tell.onHot
   * @param {(critical: Event, alert: Event) => void} tell.onAnswered
   * @param {(violation: any) => void} tell.onViolation
   * @param {number} windowSize
   */
  constructor(tell, windowSize) {
    this.#tell = tell;
    this.#ids = Array.from({ length: windowSize });
  }

  /** @param {Event} event */
  take(event) {
    if (event.name === "Sensor.reading") {
      if (event.data.temperature > 100) this.#tell.onHot(event);
      return;
    }
    if (event.name === "Sensor.critical_reading") {
      const link = new Link(event, undefined);
      this.#pending.add(link);
      this.#keep(link);
      return;
    }
    if (event.causes.length === 0) return;
    const cause = this.#links.get(event.causes[0]);
    if (cause === undefined) return;
    const link = new Link(event, cause);
    if (event.name === "Alerter.alert") this.#alerted(link);
    this.#keep(link);
  }

  end() {
    for (const { event } of this.#pending)
      this.#tell.onViolation({ kind: "mustMatch", events: [event], chain: [event] });
  }

  /** @param {Link} link */
  #alerted(link) {
    const { event, root } = link;
    if (root.alert === undefined) {
      root.alert = event;
      this.#pending.delete(root);
    } else if (!root.violated) {
      root.violated = true;
      this.#tell.onViolation({ kind: "never", events: [root.alert, event], chain: link.chain() });
    }
    this.#tell.onAnswered(root.event, event);
  }

  /** @param {Link} link */
  #keep(link) {
    const { id } = link.event;
    const at = this.#kept++ % this.#ids.length;
    const oldest = this.#ids[at];
    if (oldest !== undefined) this.#links.delete(oldest);
    this.#ids[at] = id;
    this.#links.set(id, link);
  }
}

/** An event with its one cause, and the critical reading it all began with. */
class Link {
  /** @type {Link} */
  root;

  /**
   * @param {Event} event
   * @param {Link | undefined} cause
   */
  constructor(event, cause) {
    this.event = event;
    this.cause = cause;
    this.root = cause?.root ?? this;
    /** Of a critical reading: its first alert. @type {Event | undefined} */
    this.alert = undefined;
    this.violated = false;
  }

  /** The events from the critical reading to this one. */
  chain() {
    const chain = [this.event];
    for (let at = this.cause; at !== undefined; at = at.cause) chain.push(at.event);
    return chain.reverse();
  }
}
