import { isEventName } from "../event.ts";
import { type Meeting, meetingOf, type RoleReader, type Rule } from "./rule.ts";

/** What events of one name meet, in order of registration. */
export interface Plan<L extends RoleReader, C extends Rule, W extends Rule> {
  readonly name: string;
  readonly links: readonly Meeting<L>[];
  readonly constraints: readonly Meeting<C>[];
  readonly watches: readonly Meeting<W>[];
}

/**
 * Finds the rules of an event by its name. A name is held against all rules once; from then on it
 * costs one look-up, however many rules there are.
 */
export class Dispatch<L extends RoleReader, C extends Rule, W extends Rule> {
  readonly links: L[] = [];
  readonly constraints: C[] = [];
  readonly watches: W[] = [];
  readonly #plans = new Map<string, Plan<L, C, W>>();
  /** The last answer, and the one before that: names come in runs, and each event asks more than once. */
  #last: Plan<L, C, W> | undefined;
  #before: Plan<L, C, W> | undefined;

  /** The plan for a name; `undefined` if it is no event name. */
  planFor(name: string): Plan<L, C, W> | undefined {
    const last = this.#last;
    if (last !== undefined && last.name === name) return last;
    const before = this.#before;
    const isBefore = before !== undefined && before.name === name;
    const plan = isBefore ? before : (this.#plans.get(name) ?? this.#planned(name));
    if (plan === undefined) return undefined;
    this.#before = last;
    return (this.#last = plan);
  }

  remove(rule: L | C | W): void {
    for (const rules of [this.links, this.constraints, this.watches] as (L | C | W)[][]) {
      const at = rules.indexOf(rule);
      if (at !== -1) rules.splice(at, 1);
    }
    this.changed();
  }

  /** Call when something was added to `links`, `constraints` or `watches`. */
  changed(): void {
    this.#plans.clear();
    this.#last = undefined;
    this.#before = undefined;
  }

  #planned(name: string): Plan<L, C, W> | undefined {
    if (typeof name !== "string" || !isEventName(name)) return undefined;
    const meet = <R extends RoleReader>(rules: readonly R[]): Meeting<R>[] =>
      rules.map((rule) => meetingOf(rule, name)).filter((meeting) => meeting !== undefined);
    const [links, constraints, watches] = [meet(this.links), meet(this.constraints), meet(this.watches)];
    const plan = { name, links, constraints, watches };
    // Names are few; a producer that puts ids into them must not make us keep them all.
    if (this.#plans.size >= MAX_NAMES) this.#plans.clear();
    this.#plans.set(name, plan);
    return plan;
  }
}

const MAX_NAMES = 10_000;
