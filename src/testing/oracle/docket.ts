import type { Constraint, MustMatch, Never, PrecededBy } from "../../constrain/constraint.ts";
import type { InconclusiveReason } from "../../constrain/violation.ts";
import type { Status } from "../../engine/report.ts";
import type { Part } from "../../pattern/pattern.ts";
import type { VerdictFact } from "./fact.ts";
import {
  deadline,
  type Decision,
  discharge,
  endsSequence,
  forbidden,
  justified,
  type Rule,
  type World,
} from "./judge.ts";
import type { Known } from "./known.ts";

/** An instance of a constraint: an event, or the stream as a whole. */
export type Instance = Known | "*";

/** A verdict, with what its place among those of one step depends on. */
export interface Ruling {
  readonly place: number;
  readonly fact: VerdictFact;
}

/** The instances of one constraint: those that are open, and what became of the others. */
export class Docket {
  readonly rule: Rule;
  /** In order of admission. */
  open: Instance[] = [];
  disposed = false;
  unknownPast = 0;
  readonly counts = { satisfied: 0, violated: 0, inconclusive: 0 };

  constructor(rule: Rule) {
    this.rule = rule;
    const { constraint } = rule;
    if (constraint.kind === "never" && !constraint.withinCause && constraint.pattern.kind === "allOf")
      this.open.push("*");
  }

  /** What the admission of `event` decides, deadlines in milliseconds aside. */
  admit(event: Known, world: World): Ruling[] {
    const { rule } = this;
    const { constraint } = rule;
    // Every predicate is asked of every event it could take, so that all its failures count.
    for (const part of partsOf(constraint)) rule.taker.takes(part, event);
    if (event.unknownPast && partsThatMatter(constraint).some((part) => rule.taker.takes(part, event)))
      this.unknownPast++;
    if (constraint.kind === "mustMatch") {
      const rulings = this.#judge((open) => discharge(rule as Rule<MustMatch>, open as Known, world));
      if (rule.taker.takes(constraint.trigger, event)) this.open.push(event);
      return rulings;
    }
    if (constraint.kind === "precededBy") {
      if (!rule.taker.takes(constraint.effect, event)) return [];
      return [this.#rule(event, justified(rule as Rule<PrecededBy>, event))];
    }
    if (constraint.withinCause === undefined && constraint.pattern.kind === "seq") {
      const decision = endsSequence(rule as Rule<Never>, event, world);
      return decision ? [this.#rule(event, decision)] : [];
    }
    const rulings = this.#judge((open) =>
      forbidden(rule as Rule<Never>, open === "*" ? undefined : open, world),
    );
    if (constraint.withinCause !== undefined && rule.taker.takes(constraint.withinCause, event))
      this.open.push(event);
    return rulings;
  }

  /** An event must wait that could be a response. */
  hold(event: Known): void {
    const { constraint, taker } = this.rule;
    if (constraint.kind === "mustMatch" && constraint.within !== undefined)
      for (const part of partsOf(constraint)) taker.takes(part, event);
  }

  /** What deadlines in milliseconds decide. */
  checkDeadlines(world: World): Ruling[] {
    if (this.rule.constraint.kind !== "mustMatch") return [];
    return this.#judge((open) => deadline(this.rule as Rule<MustMatch>, open as Known, world));
  }

  /** Ends one instance undecided. */
  giveUp(instance: Instance, reason: InconclusiveReason): Ruling[] {
    return this.#judge((open) => (open === instance ? { verdict: "inconclusive", reason } : undefined));
  }

  /** The end: all that was to come has come. */
  complete(): Ruling[] {
    const { kind } = this.rule.constraint;
    return this.#judge((open) =>
      kind === "mustMatch"
        ? { verdict: "violated", reason: "streamEnded", events: [open as Known] }
        : { verdict: "satisfied" },
    );
  }

  /** The end before its time. */
  breakOff(reason: InconclusiveReason): Ruling[] {
    return this.#judge(() => ({ verdict: "inconclusive", reason }));
  }

  status(running: boolean): Status {
    const { violated, inconclusive } = this.counts;
    const { constraint, taker } = this.rule;
    if (violated > 0) return "violated";
    if (running && this.open.length > 0) return "pending";
    if (inconclusive > 0 || (this.unknownPast > 0 && constraint.kind === "never")) return "inconclusive";
    return taker.alwaysFailed ? "inconclusive" : "satisfied";
  }

  #judge(decide: (open: Instance) => Decision | undefined): Ruling[] {
    const rulings: Ruling[] = [];
    for (const instance of this.open) {
      const decision = decide(instance);
      if (decision === undefined) continue;
      this.open = this.open.filter((other) => other !== instance);
      rulings.push(this.#rule(instance, decision));
    }
    return rulings;
  }

  #rule(instance: Instance, decision: Decision): Ruling {
    this.counts[decision.verdict]++;
    const { constraint } = this.rule;
    const about = { constraint: constraint.name, instance: instance === "*" ? "*" : instance.event.id };
    const place = instance === "*" ? -1 : instance.index;
    if (decision.verdict === "satisfied") return { place, fact: { fact: "satisfied", ...about } };
    if (decision.verdict === "inconclusive")
      return { place, fact: { fact: "inconclusive", ...about, reason: decision.reason } };
    const events = decision.events.map((event) => event.event.id);
    const certain = constraint.kind !== "mustMatch" || this.unknownPast === 0;
    return { place, fact: { fact: "violated", ...about, reason: decision.reason, events, certain } };
  }
}

/** Where an unknown past could hide what the constraint looks for. */
function partsThatMatter(constraint: Constraint): readonly Part[] {
  if (constraint.kind === "mustMatch") return [constraint.response];
  if (constraint.kind === "precededBy") return [constraint.effect];
  if (constraint.withinCause) return constraint.pattern.parts;
  return constraint.pattern.kind === "seq" ? constraint.pattern.parts.slice(1) : [];
}

function partsOf(constraint: Constraint): readonly Part[] {
  if (constraint.kind === "mustMatch") return [constraint.trigger, constraint.response];
  if (constraint.kind === "precededBy") return [constraint.effect, constraint.cause];
  const { withinCause, pattern } = constraint;
  return withinCause === undefined ? pattern.parts : [withinCause, ...pattern.parts];
}
