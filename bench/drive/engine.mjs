import { Engine } from "../../dist/engine/engine.js";
import { Found } from "../rules/found.mjs";

/** @import { Event } from "../workloads/event.d.ts" */

/**
 * The engine alone, without the processor around it: where the cost of an event is compared with that
 * of another, nothing that both have in common should stand in the way.
 */
export class BareEngine {
  found = new Found();
  #engine = new Engine();

  /**
   * @param {object} options
   * @param {number} options.windowSize
   * @param {(found: Found) => { watches: any[]; constraints: any[] }} options.rules
   */
  constructor({ windowSize, rules }) {
    const { watches, constraints } = rules(this.found);
    this.#engine.step({ type: "window", windowSize });
    for (const watch of watches) this.#engine.step({ type: "watch", watch });
    for (const constraint of constraints) this.#engine.step({ type: "enforce", constraint });
    this.#engine.step({ type: "sourceAdded", source: "stream", ordered: false, idleMs: Infinity, now: 0 });
  }

  /** @param {readonly Event[]} events */
  feed(events) {
    const engine = this.#engine;
    const arrival = { type: /** @type {const} */ ("arrival"), source: "stream", at: 0, now: 0 };
    const admit = { type: /** @type {const} */ ("admit"), now: 0 };
    /** @type {any} */
    const input = { ...arrival, event: undefined };
    for (const event of events) {
      input.event = event;
      this.#tell(engine.step(input));
      while (engine.pending) this.#tell(engine.step(admit));
    }
  }

  /** All that was found, what is pending left undecided. */
  end() {
    this.#tell(this.#engine.step({ type: "end", outcome: "stopped", now: 0 }));
    this.found.by = this;
    return this.found;
  }

  /** @param {readonly any[]} outputs */
  #tell(outputs) {
    for (const output of outputs)
      if (output.type === "match") output.watch.callback(...output.events);
      else if (output.type === "violation") this.found.onViolation(output.violation);
  }
}
