import type { LinkReader } from "../admission/link-reader.ts";
import type { Constraint } from "../constrain/constraint.ts";
import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import { type History, joined, visitValues } from "../history/history.ts";
import { withoutGone } from "../history/roster.ts";
import { SlotTable } from "../history/slot-table.ts";
import type { Entry } from "../ledger/entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { Dispatch } from "../match/dispatch.ts";
import type { PredicateFailed } from "../match/rule.ts";
import type { Watch } from "../match/watch.ts";
import { type TellMatch, WatchRule } from "../match/watch-rule.ts";
import type { PinSlot } from "../window/pins.ts";
import type { Window } from "../window/window.ts";
import { Backfill } from "./backfill.ts";
import { Disposed } from "./disposed.ts";
import { ruleFor, type World } from "./rule-for.ts";

/** Which rules are at work, under which names, with which slots of the history. */
export class Registry {
  readonly #slots = new SlotTable();
  readonly dispatch: Dispatch<LinkReader, ConstraintRule, WatchRule> = new Dispatch();
  readonly disposed: Disposed = new Disposed();
  /** How many of the rules at work have deadlines on the arrival clock. */
  timed = 0;
  /** How many rules there ever were. */
  #registered = 0;
  readonly #atWork = new Map<Constraint | Watch, ConstraintRule | WatchRule>();
  readonly #names = new Set<string>();
  readonly #ledger: Ledger;
  readonly #window: Window;
  readonly #backfill: Backfill;

  constructor(pins: PinSlot, ledger: Ledger, window: Window, failed: PredicateFailed) {
    this.#slots.give([pins]);
    this.#ledger = ledger;
    this.#window = window;
    const { slots } = this.#slots;
    const pastOf = (causes: readonly Entry[]): History => this.pastOf(causes);
    this.#backfill = new Backfill({ slots, pins, ledger, window, pastOf, failed });
  }

  /** Throws a TypeError for a name in use. */
  enforce(constraint: Constraint, world: World): ConstraintRule {
    const name = this.#nameFor(constraint, "constraint");
    const rule = ruleFor(constraint, name, this.#registered, world);
    this.dispatch.constraints.push(rule);
    if (isTimed(rule)) this.timed++;
    this.#register(constraint, rule);
    return rule;
  }

  /** Throws a TypeError for a name in use. */
  watch(watch: Watch, tell: TellMatch): void {
    const name = this.#nameFor(watch, "watch");
    const rule = new WatchRule(watch, name, this.#registered, tell);
    this.dispatch.watches.push(rule);
    this.#register(watch, rule);
  }

  /** Takes a rule from work, what it has not decided undecided; its name may be used again. */
  dispose(source: Constraint | Watch): void {
    const rule = this.#atWork.get(source);
    if (rule === undefined) return;
    this.#atWork.delete(source);
    this.#names.delete(keyOf(rule.name, rule instanceof WatchRule ? "watch" : "constraint"));
    this.dispatch.remove(rule);
    if (isTimed(rule)) this.timed--;
    rule.isDisposed = true;
    rule.close("disposed");
    this.disposed.add(rule);
    this.#slots.retire(rule.slots);
    // One that looked back at all that is known when it came may cost as much when it goes.
    if (rule.looksBack || this.#slots.isDue(this.#known)) this.#forgetGone();
  }

  /** The joined past of several causes. Cost O(causes), and the difference of their histories. */
  pastOf(causes: readonly Entry[]): History {
    let past = causes[0]?.history;
    for (let at = 1; at < causes.length; at++) past = joined(past, causes[at]!.history, this.#slots.slots);
    return past;
  }

  /** Notes all scopes that histories in memory carry; returns how many histories there are. */
  reachAll(sweep: number): number {
    const reach = (index: number, value: unknown): void => this.#slots.slots[index]!.reach?.(value, sweep);
    this.#eachEntry(({ history }) => visitValues(history, sweep, reach));
    return this.#known;
  }

  /** Frees what known events carry of rules that are gone. Cost O(known events). */
  #forgetGone(): void {
    this.#slots.clear(this.#eachEntry);
    this.#eachEntry((entry) => {
      entry.mark = withoutGone(entry.mark);
    });
  }

  /** How many events there are in memory that may have a history. */
  get #known(): number {
    return this.#window.retained.size + this.#window.rememberedCount;
  }

  /** Visits the entries of all events in memory that may have a history. */
  readonly #eachEntry = (visit: (entry: Entry) => void): void => {
    this.#window.eachKnown((row) => {
      const entry = this.#ledger.entries[row];
      if (entry !== undefined) visit(entry);
    });
  };

  #register(source: Constraint | Watch, rule: ConstraintRule | WatchRule): void {
    this.#atWork.set(source, rule);
    this.#registered++;
    this.#slots.give(rule.slots);
    this.dispatch.changed();
    if (rule.looksBack && this.#window.retained.size > 0) this.#backfill.tell(rule);
  }

  #nameFor({ name, named }: Constraint | Watch, kind: "constraint" | "watch"): string {
    if (named && this.#names.has(keyOf(name, kind)))
      throw new TypeError(`there is a ${kind} called ${JSON.stringify(name)} already: names are unique`);
    let unique = name;
    for (let number = 2; this.#names.has(keyOf(unique, kind)); number++) unique = `${name} #${number}`;
    this.#names.add(keyOf(unique, kind));
    return unique;
  }
}

function isTimed(rule: ConstraintRule | WatchRule): boolean {
  return "watcher" in rule && rule.watcher?.axis === "arrival";
}

function keyOf(name: string, kind: "constraint" | "watch"): string {
  return `${kind} ${name}`;
}
