import { setImmediate as turn } from "node:timers/promises";
import { InMemoryEventSource, StreamProcessor } from "tsrapide";
import { keepWarm } from "../measure/warm.mjs";
import { Found } from "../rules/found.mjs";
import { pageRules } from "../rules/page-rules.mjs";

/** @import { Event } from "../workloads/event.d.ts" */

/** Events emitted before the processor gets to run, where nothing is to be waited for. */
const BURST = 512;

/**
 * How many events a millisecond are emitted and judged, as fast as it goes.
 *
 * @param {Event[]} events
 */
export async function maximalRate(events) {
  const source = new InMemoryEventSource("page");
  const run = start(source, () => {});
  globalThis.gc?.();
  const from = performance.now();
  for (let at = 0; at < events.length;) {
    for (const end = Math.min(events.length, at + BURST); at < end; at++) source.emit(events[at]);
    await turn();
  }
  source.close();
  await run;
  return events.length / (performance.now() - from);
}

/**
 * How long after it was due the event that completes a violation had the callback called, in ms. Due,
 * not emitted: that an event came late because the one before it was still at work counts too.
 *
 * @param {Event[]} events
 * @param {number} rate events a ms
 */
export async function latencies(events, rate) {
  const source = new InMemoryEventSource("page");
  /** @type {number[]} */
  const waits = [];
  const dueOf = new Map();
  const run = start(source, ({ kind, events }) => {
    if (kind === "never") waits.push(performance.now() - dueOf.get(events.at(-1).id));
  });
  globalThis.gc?.();
  const from = performance.now();
  for (let at = 0; at < events.length;) {
    const due = Math.min(events.length, (performance.now() - from) * rate);
    for (; at < due; at++) {
      const event = events[at];
      if (event.name === "Alerter.alert") dueOf.set(event.id, from + at / rate);
      source.emit(event);
    }
    await turn();
  }
  source.close();
  await run;
  return waits;
}

/**
 * @param {InMemoryEventSource} source
 * @param {(violation: any) => void} onViolation
 */
function start(source, onViolation) {
  const processor = new StreamProcessor();
  const { watches, constraints } = pageRules(new Found());
  for (const watch of watches) processor.watch(watch);
  for (const constraint of constraints) processor.enforce(constraint);
  processor.onViolation(onViolation);
  processor.addSource("page", source);
  keepWarm(processor);
  return processor.run({ windowSize: 5_000 });
}
