import type { Entry } from "../ledger/entry.ts";
import type { EventRef } from "../event.ts";
import { Rule } from "../match/rule.ts";
import type { Subject } from "../match/subject.ts";
import type { Part } from "../pattern/pattern.ts";
import type { Constraint } from "./constraint.ts";
import type { Due, DueWatcher } from "./deadlines.ts";
import type { ViolationReason } from "./violation.ts";

/** A violation as a rule finds it, before it is reported. */
export interface Finding {
  /** `undefined` stands for the stream as a whole. */
  readonly instance: Entry | undefined;
  readonly reason: ViolationReason;
  readonly events: readonly EventRef[];
  readonly chain: readonly EventRef[];
  readonly certain: boolean;
  readonly message: string;
}

/** A constraint at work: what it has decided so far. */
export abstract class ConstraintRule extends Rule {
  readonly name: string;
  readonly constraint: Constraint;
  instances = 0;
  satisfied = 0;
  violated = 0;
  inconclusive = 0;
  reportedViolations = 0;
  reportedInconclusives = 0;
  /** Events with an unknown past where that could matter. */
  unknownPast = 0;

  constructor(
    constraint: Constraint,
    name: string,
    order: number,
    parts: readonly (readonly [label: string, part: Part])[],
  ) {
    super(order, parts);
    this.constraint = constraint;
    this.name = name;
  }

  /**
   * What the admission of the event would violate at once, with the watermark then at `watermark` and
   * `due` what falls due of this rule with it. Changes nothing.
   */
  abstract foresee(subject: Subject, roles: number, watermark: number, due: readonly Due[]): Finding[];

  /** The roles in which an unknown past leaves open what is violated. */
  protected readonly doubtful: number = 0;

  /** Whether too little is known of the event's past to say at once what it violates. */
  isOpen({ unknownPast }: Subject, roles: number): boolean {
    return unknownPast && (roles & this.doubtful) !== 0;
  }

  /** Who is told of held events that may be in time for a deadline of the rule; only where it has any. */
  readonly watcher: DueWatcher | undefined = undefined;

  /** Whether an event in these roles can meet a deadline of the rule. */
  answersIn(_roles: number): boolean {
    return false;
  }

  /** Ends every undecided instance, in admission order. */
  abstract close(ending: Ending): void;
}

/** How undecided instances end. */
export type Ending = "completed" | "stopped" | "sourceFailed" | "cut" | "disposed";
