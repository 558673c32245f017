import type { Output } from "../engine/output.ts";
import type { Outputs } from "../engine/outputs.ts";
import type { Entry } from "../ledger/entry.ts";
import { hashOf } from "../hash.ts";
import type { Watermark } from "../source/watermark.ts";
import type { ConstraintRule, Finding } from "./constraint-rule.ts";
import type { Inconclusive, InconclusiveReason, Violation } from "./violation.ts";

interface Decided {
  readonly rule: ConstraintRule;
  readonly seq: number;
  readonly output: Output;
}

/** So many times what is kept of a rule is kept in all. */
const RULES = 100;

/** Where rules hand in their verdicts: counts them, keeps the first for the report, tells them in order. */
export class Verdicts {
  readonly violations: Violation[] = [];
  readonly inconclusives: Inconclusive[] = [];
  readonly #watermark: Watermark;
  readonly #maxReported: number;
  readonly #tellSatisfied: boolean;
  #decided: Decided[] = [];

  constructor(watermark: Watermark, maxReported: number, tellSatisfied: boolean) {
    this.#watermark = watermark;
    this.#maxReported = maxReported;
    this.#tellSatisfied = tellSatisfied;
  }

  /** `time` is the highest event time seen when it is decided. */
  violationOf(rule: ConstraintRule, finding: Finding, time: number = this.#watermark.highest): Violation {
    const instance = finding.instance?.id ?? "*";
    return {
      id: hashOf(JSON.stringify([rule.name, instance])),
      constraint: rule.name,
      kind: rule.constraint.kind,
      severity: rule.constraint.severity,
      reason: finding.reason,
      instance,
      events: finding.events,
      chain: finding.chain,
      certain: finding.certain,
      time,
      message: finding.message,
    };
  }

  violated(rule: ConstraintRule, finding: Finding): void {
    const violation = this.violationOf(rule, finding);
    rule.violated++;
    this.#tell(rule, finding.instance, { type: "violation", violation });
  }

  satisfied(rule: ConstraintRule, instance: Entry | undefined): void {
    rule.satisfied++;
    if (this.#tellSatisfied)
      this.#tell(rule, instance, {
        type: "satisfied",
        constraint: rule.constraint,
        instance: instance?.id ?? "*",
      });
  }

  inconclusive(rule: ConstraintRule, instance: Entry | undefined, reason: InconclusiveReason): void {
    const inconclusive = { constraint: rule.name, instance: instance?.id ?? "*", reason };
    rule.inconclusive++;
    this.#tell(rule, instance, { type: "inconclusive", inconclusive });
  }

  #tell(rule: ConstraintRule, instance: Entry | undefined, output: Output): void {
    this.#decided.push({ rule, seq: instance?.seq ?? 0, output });
  }

  /** Tells the verdicts of this step: by order of the constraints, then of the instances. */
  drainInto(outputs: Outputs): void {
    const decided = this.#decided;
    if (decided.length === 0) return;
    if (decided.length > 1) decided.sort((a, b) => a.rule.order - b.rule.order || a.seq - b.seq);
    for (const { rule, output } of decided) {
      outputs.tell(output);
      this.#report(rule, output);
    }
    this.#decided = [];
  }

  /** Keeps the first of each rule, in the order they are told: rules that come and go are not to fill the memory. */
  #report(rule: ConstraintRule, output: Output): void {
    const most = this.#maxReported;
    if (output.type === "violation") {
      if (rule.reportedViolations >= most || this.violations.length >= RULES * most) return;
      rule.reportedViolations++;
      this.violations.push(output.violation);
    } else if (output.type === "inconclusive") {
      if (rule.reportedInconclusives >= most || this.inconclusives.length >= RULES * most) return;
      rule.reportedInconclusives++;
      this.inconclusives.push(output.inconclusive);
    }
  }
}
