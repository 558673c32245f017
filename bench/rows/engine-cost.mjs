import { BareEngine } from "../drive/engine.mjs";
import { paired } from "../measure/paired.mjs";
import { asCosts } from "../measure/result.mjs";

/** @import { Settings } from "../measure/paired.mjs" */
/** @import { Found } from "../rules/found.mjs" */
/** @import { Event } from "../workloads/event.d.ts" */
/** @import { Fresh } from "../workloads/fresh.mjs" */

/**
 * An engine with rules, and the stream it gets.
 *
 * @typedef {object} Setup
 * @property {number} [windowSize]
 * @property {(found: Found) => { watches: any[]; constraints: any[] }} rules
 * @property {Fresh} [before] fed before the measurement
 * @property {Fresh} stream
 */

/**
 * What an event costs the engine in one setup, compared with another.
 *
 * @param {Setup} subject
 * @param {Setup} reference
 * @param {Settings} settings
 * @param {(subject: Found, reference: Found) => void} agree
 */
export async function costAgainst(subject, reference, settings, agree) {
  return asCosts(await paired(sideOf(subject), sideOf(reference), settings, agree));
}

/** @param {Setup} setup */
function sideOf({ windowSize = 5_000, rules, before, stream }) {
  return {
    events: stream.count,
    prepare: () => {
      const engine = new BareEngine({ windowSize, rules });
      if (before !== undefined) engine.feed(before.events());
      return { engine, events: stream.events() };
    },
    run: (/** @type {{ engine: BareEngine; events: Event[] }} */ { engine, events }) => {
      engine.feed(events);
      return engine.end();
    },
  };
}
