import { completed, type Intake, withCauses } from "../admission/intake.ts";
import type { ConstraintRule } from "../constrain/constraint-rule.ts";
import type { Deadlines } from "../constrain/deadlines.ts";
import type { Verdicts } from "../constrain/verdicts.ts";
import type { Violation } from "../constrain/violation.ts";
import { Entry } from "../ledger/entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { HELD } from "../ledger/stage.ts";
import type { CausalEvent, EventInput } from "../event.ts";
import type { History } from "../history/history.ts";
import type { Dispatch } from "../match/dispatch.ts";
import { foreseenRoles } from "../match/rule.ts";
import type { Subject } from "../match/subject.ts";
import { Flaw, type Said } from "../read-input.ts";
import { show } from "../show.ts";
import type { Watermark } from "../source/watermark.ts";
import type { Arrival } from "./input.ts";
import type { Refusal } from "./proposal.ts";

/** What foresight reads; it changes none of it. */
export interface Present {
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly dispatch: Dispatch<any, ConstraintRule, any>;
  readonly verdicts: Verdicts;
  readonly watermark: Watermark;
  readonly deadlines: Deadlines;
  readonly pastOf: (causes: readonly Entry[]) => History;
  readonly nextSeq: () => number;
}

interface Foreseen {
  readonly violations: readonly Violation[];
  /** Constraints, of severity error, that would decide nothing because the past is unknown. */
  readonly open: readonly string[];
  /** Constraints, of severity error, of which a predicate failed. */
  readonly failed: readonly string[];
}

/** Says what the admission of an event would do, without admitting it. */
export class Foresight {
  readonly #present: Present;

  constructor(present: Present) {
    this.#present = present;
  }

  wouldViolate(input: EventInput, now: number): readonly Violation[] {
    const { intake } = this.#present;
    const said = intake.read(input);
    if (said instanceof Flaw || intake.knows(said.id)) return [];
    return this.#foresee(this.#hypothetical(said, now).subject).violations;
  }

  /** What speaks against admitting the proposed event, if anything does; what it says, if nothing does. */
  judge(arrival: Arrival): { refusal: Refusal } | { warnings: readonly Violation[]; said: Said } {
    const { now } = arrival;
    const { intake } = this.#present;
    const said = intake.read(arrival.event);
    if (said instanceof Flaw) return refused("invalid", `${said.field}: ${said.problem}`);
    if (intake.knows(said.id)) return refused("duplicate", `the id ${show(said.id)} is in use`);
    const { subject, isLinked } = this.#hypothetical(completed({ ...said }, arrival), now);
    const unknown = subject.event.causes.filter((id) => !intake.isAdmitted(id));
    if (unknown.length > 0)
      return refused("unknownCause", `no event ${unknown.map(show).join(", ")} has been admitted`);
    if (!isLinked) return refused("unknownCause", "a link rule finds no cause for it");
    const { violations, open, failed } = this.#foresee(subject);
    const errors = violations.filter(({ severity }) => severity === "error");
    if (errors.length > 0)
      return refused("violation", errors.map((v) => `${v.constraint}: ${v.message}`).join("; "), violations);
    if (failed.length > 0)
      return refused("predicateError", `a predicate of ${failed.join(", ")} failed on it`, violations);
    if (open.length > 0)
      return refused(
        "inconclusive",
        `too little is known of its past to decide ${open.join(", ")}`,
        violations,
      );
    return { warnings: violations, said };
  }

  /** The event as it would be admitted, tied to its causes; they do not know of it. */
  #hypothetical(said: Said, now: number): { subject: Subject; isLinked: boolean } {
    const { intake, ledger, nextSeq, pastOf } = this.#present;
    const plain: CausalEvent<any> = {
      id: said.id ?? "proposed",
      name: said.name,
      source: said.source ?? "proposed",
      time: said.time ?? now,
      data: said.data,
      causes: said.causes,
    };
    const linked = intake.links.foresee(plain);
    const event = withCauses(plain, linked.causes);
    const entry = new Entry(event.id, event);
    entry.causes = event.causes
      .map((id) => ledger.find(id))
      .filter((row) => row !== 0 && ledger.stages[row] !== HELD)
      .map((row) => ledger.entryAt(row));
    const isLinked = !linked.incomplete;
    entry.unknownPast =
      !isLinked ||
      entry.causes.length < event.causes.length ||
      entry.causes.some((cause) => cause.unknownPast);
    entry.level = 1 + entry.causes.reduce((least, { level }) => Math.min(least, level), Infinity);
    entry.seq = nextSeq();
    const { unknownPast } = entry;
    return { subject: { event, entry, before: pastOf(entry.causes), unknownPast, at: now }, isLinked };
  }

  /** Cost: that of the event's admission, and O(rules in which something falls due with it). */
  #foresee(subject: Subject): Foreseen {
    const { dispatch, deadlines, verdicts, watermark } = this.#present;
    const { event, entry } = subject;
    const reached = watermark.value(event.time);
    const due = deadlines.dueWith(entry.seq, reached);
    const failed = new Set<ConstraintRule>();
    const roles = new Map<ConstraintRule, number>([...due.keys()].map((rule) => [rule, 0]));
    for (const meeting of dispatch.planFor(event.name)?.constraints ?? []) {
      const { rule } = meeting;
      roles.set(
        rule,
        foreseenRoles(meeting, event, () => failed.add(rule)),
      );
    }
    const asked = [...roles].sort(([a], [b]) => a.order - b.order);
    const violations = asked.flatMap(([rule, played]) =>
      rule
        .foresee(subject, played, reached, due.get(rule) ?? [])
        .map((finding) => verdicts.violationOf(rule, finding, Math.max(watermark.highest, event.time))),
    );
    const strict = asked.filter(([{ constraint }]) => constraint.severity === "error");
    return {
      violations,
      open: strict.filter(([rule, played]) => rule.isOpen(subject, played)).map(([{ name }]) => name),
      failed: strict.filter(([rule]) => failed.has(rule)).map(([{ name }]) => name),
    };
  }
}

function refused(
  because: Refusal["because"],
  message: string,
  violations: readonly Violation[] = [],
): { refusal: Refusal } {
  return { refusal: { admitted: false, because, violations, message } };
}
