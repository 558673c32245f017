import { isEventName } from "../event.ts";
import { type Meeting, meetingOf, type Rule } from "./rule.ts";

/** The rules that events of one name meet, in order of registration. */
export interface Plan<C extends Rule, W extends Rule> {
  readonly name: string;
  readonly constraints: readonly Meeting<C>[];
  readonly watches: readonly Meeting<W>[];
}

/**
 * Finds the rules of an event by its name. A name is held against all rules once; from then on it
 * costs one look-up, however many rules there are.
 */
export class Dispatch<C extends Rule, W extends Rule> {
  readonly constraints: C[] = [];
  readonly watches: W[] = [];
  readonly #plans = new Map<string, Plan<C, W>>();
  /** The last answer: names come in runs, and each event asks twice. */
  #last: Plan<C, W> | undefined;

  /** The plan for a name; `undefined` if it is no event name. */
  planFor(name: string): Plan<C, W> | undefined {
    const last = this.#last;
    if (last !== undefined && last.name === name) return last;
    const plan = this.#plans.get(name) ?? this.#planned(name);
    if (plan !== undefined) this.#last = plan;
    return plan;
  }

  remove(rule: C | W): void {
    for (const rules of [this.constraints, this.watches] as (C | W)[][]) {
      const at = rules.indexOf(rule);
      if (at !== -1) rules.splice(at, 1);
    }
    this.changed();
  }

  /** Call after every change of `constraints` or `watches`. */
  changed(): void {
    this.#plans.clear();
    this.#last = undefined;
  }

  #planned(name: string): Plan<C, W> | undefined {
    if (typeof name !== "string" || !isEventName(name)) return undefined;
    const meet = <R extends Rule>(rules: readonly R[]): Meeting<R>[] =>
      rules.map((rule) => meetingOf(rule, name)).filter((meeting) => meeting !== undefined);
    const plan = { name, constraints: meet(this.constraints), watches: meet(this.watches) };
    // Names are few; a producer that puts ids into them must not make us keep them all.
    if (this.#plans.size >= MAX_NAMES) this.#plans.clear();
    this.#plans.set(name, plan);
    return plan;
  }
}

const MAX_NAMES = 10_000;
