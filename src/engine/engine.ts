import { type Hold, holdOf } from "../admission/hold.ts";
import { Intake } from "../admission/intake.ts";
import type { LinkRule } from "../admission/link-rule.ts";
import type { LinkUse } from "../admission/link-reader.ts";
import type { Constraint } from "../constrain/constraint.ts";
import type { Ending } from "../constrain/constraint-rule.ts";
import { Deadlines } from "../constrain/deadlines.ts";
import { Scopes } from "../constrain/scopes.ts";
import { Verdicts } from "../constrain/verdicts.ts";
import type { Violation } from "../constrain/violation.ts";
import type { EventInput } from "../event.ts";
import type { CausalGraph } from "../graph/causal-graph.ts";
import { LiveGraph } from "../graph/live-graph.ts";
import { closed, type History } from "../history/history.ts";
import { addEffect } from "../ledger/effects.ts";
import type { Entry } from "../ledger/entry.ts";
import { Ledger } from "../ledger/ledger.ts";
import { type Meeting, type Rule, rolesOf } from "../match/rule.ts";
import type { Watch } from "../match/watch.ts";
import { SourceProgress } from "../source/source-progress.ts";
import { Watermark } from "../source/watermark.ts";
import { Pins, PinSlot } from "../window/pins.ts";
import { Window } from "../window/window.ts";
import { Admitted } from "./admitted.ts";
import { Diagnostics } from "./diagnostics.ts";
import { Foresight } from "./foresight.ts";
import { InHold } from "./in-hold.ts";
import type { Arrival, Input } from "./input.ts";
import type { EngineOptions } from "./options.ts";
import type { Output } from "./output.ts";
import { Outputs } from "./outputs.ts";
import type { Proposal } from "./proposal.ts";
import { Registry } from "./registry.ts";
import type { Report, Stats } from "./report.ts";
import type { World } from "./rule-for.ts";
import { statsOf } from "./stats.ts";

/**
 * The pipeline as a fold: `step(input) → outputs`. No clock, no randomness, no I/O, no await: the
 * same inputs give the same outputs. One step makes at most one admission, with all of its
 * consequences in their order: constraints, watches, evictions.
 *
 * Cost of an admission, amortised: its direct causes, the matches delivered, the verdicts decided
 * and the rules it plays a role in; a join of different pasts adds where they differ.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #outputs = new Outputs();
  readonly #registry: Registry;
  readonly #watermark = new Watermark();
  readonly #deadlines = new Deadlines();
  readonly #pinSlot = new PinSlot();
  readonly #ledger = new Ledger();
  /** The event being admitted. */
  readonly #subject = new Admitted(this.#ledger);
  readonly #diagnostics: Diagnostics;
  readonly #verdicts: Verdicts;
  readonly #window: Window;
  readonly #pins: Pins;
  readonly #scopes: Scopes;
  readonly #inHold: InHold;
  readonly #intake: Intake;
  readonly #world: World;
  readonly #foresight: Foresight;
  readonly graph: CausalGraph;
  #admitted = 0;
  #now = 0;
  #ended = false;

  constructor(options: EngineOptions = {}) {
    this.#options = options;
    const { maxHeld = 10_000, holdForMs = 5_000, maxPinned = 100_000, maxScopes = 100_000 } = options;
    const { tell = {} } = options;
    this.#diagnostics = new Diagnostics(this.#outputs);
    this.#verdicts = new Verdicts(this.#watermark, options.maxReported ?? 1_000, tell.satisfied ?? false);
    this.#window = new Window(this.#ledger, () => this.#pins.size, {
      evicted: (event) => {
        if (tell.evicted) this.#outputs.tell({ type: "evicted", event });
      },
      forgotten: (entry) => this.#intake.links.forget(entry),
    });
    this.#pins = new Pins(maxPinned, this.#pinSlot, (entry) => this.#window.unpinned(entry));
    this.#scopes = new Scopes(maxScopes, (sweep) => this.#registry.reachAll(sweep));
    this.#registry = new Registry(
      this.#pinSlot,
      this.#ledger,
      this.#window,
      this.#diagnostics.predicateFailed,
    );
    const { dispatch } = this.#registry;
    this.#inHold = new InHold(dispatch, this.#deadlines, this.#diagnostics.predicateFailed);
    this.#intake = new Intake({
      maxHeld,
      holdForMs,
      validate: options.validate,
      freeze: options.freeze ?? true,
      ledger: this.#ledger,
      window: this.#window,
      watermark: this.#watermark,
      diagnostics: this.#diagnostics,
      dispatch,
      held: (entry) => this.#inHold.entered(entry),
      left: (entry) => this.#inHold.left(entry),
    });
    this.#world = {
      verdicts: this.#verdicts,
      deadlines: this.#deadlines,
      pins: this.#pins,
      scopes: this.#scopes,
      now: () => this.#now,
      deadlineClock: options.deadlineClock ?? "arrival",
    };
    this.graph = new LiveGraph(this.#ledger, this.#window, this.#pinSlot);
    this.#foresight = new Foresight({
      ledger: this.#ledger,
      intake: this.#intake,
      dispatch,
      verdicts: this.#verdicts,
      watermark: this.#watermark,
      deadlines: this.#deadlines,
      pastOf: (causes) => this.#registry.pastOf(causes),
      nextSeq: () => this.#admitted + 1,
    });
  }

  /** Does what one input asks: at most one admission, with all its consequences. */
  step(input: Input): readonly Output[] {
    if (input.type === "arrival") {
      this.#arrive(input);
      return this.#outputs.drain();
    }
    if ("now" in input) this.#now = input.now;
    switch (input.type) {
      case "admit":
        this.#admitNext();
        break;
      case "tick":
        this.#tick(input.now, input.horizon);
        break;
      case "sourceAdded":
        this.#watermark.add(new SourceProgress(input.source, input.ordered, input.idleMs, input.now));
        break;
      case "sourceEnded":
        this.#sourceEnded(input.source, input.failed);
        break;
      case "window":
        this.#window.size = input.windowSize;
        this.#window.remember = input.remember ?? Math.max(2 * input.windowSize, 10_000);
        break;
      case "enforce":
        this.#enforce(input.constraint);
        break;
      case "watch":
        this.#watch(input.watch);
        break;
      case "link":
        this.#link(input.link);
        break;
      case "dispose":
        this.#dispose(input.rule);
        break;
      case "end":
        this.#end(input.outcome);
        break;
    }
    return this.#outputs.drain();
  }

  /** Whether freed events wait: step `admit` until it is false, before the next arrival. */
  get pending(): boolean {
    return !this.#ended && this.#intake.pending(this.#now, this.#watermark.allEnded);
  }

  /** Whether it matters what time it is at an arrival: a deadline may begin, or an event waits in hold. */
  get readsClock(): boolean {
    return this.#registry.timed > 0 || this.#intake.holding.size > 0;
  }

  /** The clock time from which a tick may decide something; `Infinity` for never. */
  nextWake(): number {
    // A deadline falls strictly after its time.
    const deadline = this.#deadlines.nextArrival() + 1;
    const idle = this.#deadlines.needWatermark ? this.#watermark.idleFrom() : Number.POSITIVE_INFINITY;
    return Math.min(deadline, idle, this.#intake.nextForced());
  }

  stats(): Stats {
    return statsOf({
      intake: this.#intake,
      window: this.#window,
      pins: this.#pins,
      scopes: this.#scopes,
      constraints: this.#registry.dispatch.constraints,
      watches: this.#registry.dispatch.watches,
      disposed: this.#registry.disposed,
      diagnostics: this.#diagnostics,
      admitted: this.#admitted,
      running: !this.#ended,
    });
  }

  /** What has come of the link rules at work, in the order in which they were declared. */
  get linkUse(): readonly LinkUse[] {
    return this.#registry.dispatch.links;
  }

  report(outcome: Report["outcome"]): Report {
    return {
      version: 1,
      outcome,
      ...this.stats(),
      violations: this.#verdicts.violations,
      inconclusive: this.#verdicts.inconclusives,
      firstDiagnostics: this.#diagnostics.first,
    };
  }

  /** What admitting the event now would violate at once. Changes nothing. */
  wouldViolate(event: EventInput, now: number): readonly Violation[] {
    return this.#foresight.wouldViolate(event, now);
  }

  /** Decides and, unless something speaks against it, admits: in one step. */
  propose(arrival: Arrival): { readonly proposal: Proposal; readonly outputs: readonly Output[] } {
    this.#now = arrival.now;
    // What was freed goes before whatever comes next.
    while (this.pending) this.#admitNext();
    const judged = this.#foresight.judge(arrival);
    if ("refusal" in judged) return { proposal: judged.refusal, outputs: this.#outputs.drain() };
    const row = this.#intake.accept({ ...arrival, event: judged.said as Arrival["event"] });
    const event = this.#ledger.events[row]!;
    this.#admit(row, arrival);
    return {
      proposal: { admitted: true, event, violations: judged.warnings },
      outputs: this.#outputs.drain(),
    };
  }

  #arrive(arrival: Arrival): void {
    this.#now = arrival.now;
    const row = this.#intake.accept(arrival);
    if (row !== 0) this.#admit(row, arrival);
    else if (this.#intake.holding.size > 0) {
      if (this.pending) this.#admitNext();
      this.#intake.holding.measure();
    }
  }

  #admitNext(): void {
    const row = this.#intake.next(this.#now, this.#watermark.allEnded);
    if (row !== 0) this.#admit(row, holdOf(this.#ledger.entryAt(row)));
  }

  /** Admits the event in a row; `came` says when it arrived: as it is, since its number alone would be put in a box. */
  #admit(row: number, came: { readonly at: number }): void {
    const ledger = this.#ledger;
    const subject = this.#subject;
    const seq = ++this.#admitted;
    ledger.seqs[row] = seq;
    const entry = ledger.entries[row];
    const before = entry === undefined ? undefined : this.#connect(entry, seq);
    subject.see(row, before, entry?.unknownPast ?? false, came);
    const { event } = subject;
    this.#window.add(row);
    this.#intake.admitted(row, event);
    if (this.#options.tell?.admitted) this.#outputs.tell({ type: "admitted", event });

    const { constraints, watches } = this.#registry.dispatch.planFor(event.name)!;
    const hold = entry?.rare?.hold;
    let after = before;
    if (constraints.length > 0) {
      for (const meeting of constraints) after = this.#meet(meeting, subject, hold, after);
      after = this.#pins.note(ledger.entries[row], after);
    }
    if (after !== undefined) subject.entry.history = after;
    this.#deadlines.admitted(seq);
    this.#checkWatermark();
    if (constraints.length > 0) {
      // Bounds last: what the event decides is decided, not given up.
      this.#pins.keepBound();
      this.#scopes.keepBound();
    }
    this.#verdicts.drainInto(this.#outputs);

    for (const meeting of watches) after = this.#meet(meeting, subject, hold, after);
    if (after !== undefined) subject.entry.history = closed(after);
    // It knows causes that may be forgotten while this event is not.
    if (hold !== undefined) subject.entry.more.hold = undefined;
    this.#window.keepBound();
  }

  #meet(meeting: Meeting<Rule>, subject: Admitted, hold: Hold | undefined, after: History): History {
    const { rule } = meeting;
    const roles =
      hold === undefined
        ? rolesOf(meeting, subject.event, this.#diagnostics.predicateFailed)
        : this.#inHold.rolesOf(meeting, subject.event, hold);
    if (roles === 0 || rule.isDisposed) return after;
    rule.judge(subject, roles);
    return rule.note(subject, roles, after);
  }

  /** Ties the event to its causes; returns its past. Cost O(causes), and the difference of their pasts. */
  #connect(entry: Entry, seq: number): History {
    entry.seq = seq;
    if (entry.unknownPast) this.#intake.missingCauses++;
    const { causes } = entry;
    if (causes.length === 0) return undefined;
    let level = Number.POSITIVE_INFINITY;
    for (const cause of causes) {
      if (!this.#ledger.isRetained(cause)) this.#window.used(cause);
      else addEffect(cause, entry);
      if (cause.level < level) level = cause.level;
      if (cause.unknownPast) entry.unknownPast = true;
    }
    entry.level = level + 1;
    return this.#registry.pastOf(causes);
  }

  #tick(now: number, horizon: number): void {
    // Whether or not a deadline is open: one that opens before the next tick must find it noted.
    this.#watermark.tick(now, horizon);
    this.#deadlines.tick(now, horizon);
    this.#checkWatermark();
    this.#verdicts.drainInto(this.#outputs);
  }

  #checkWatermark(): void {
    if (this.#deadlines.needWatermark) this.#deadlines.watermark(this.#watermark.value());
  }

  #sourceEnded(name: string, failed: boolean): void {
    const source = this.#watermark.source(name);
    if (source?.last !== undefined) this.#window.letGo(source.last);
    if (source === undefined) return;
    this.#watermark.end(source, failed);
    this.#checkWatermark();
    this.#verdicts.drainInto(this.#outputs);
  }

  #enforce(constraint: Constraint): void {
    const rule = this.#registry.enforce(constraint, this.#world);
    for (const entry of this.#intake.holding) this.#inHold.enteredFor(rule, entry);
  }

  #watch(watch: Watch): void {
    this.#registry.watch(watch, (matched, events) =>
      this.#outputs.tell({ type: "match", watch: matched, events }),
    );
  }

  #link(link: LinkRule): void {
    const reader = this.#intake.links.add(link);
    for (const row of this.#window.retained) this.#intake.links.backfill(reader, this.#ledger.entryAt(row));
    for (const entry of this.#intake.holding) this.#intake.links.backfill(reader, entry);
  }

  #dispose(source: Constraint | Watch | LinkRule): void {
    if (source.kind === "link") {
      this.#intake.dispose(source);
      return;
    }
    this.#registry.dispose(source);
    this.#verdicts.drainInto(this.#outputs);
  }

  #end(outcome: "completed" | "stopped" | "cut"): void {
    if (this.#ended) return;
    if (outcome !== "stopped") this.#checkWatermark();
    this.#ended = true;
    const ending: Ending =
      outcome === "stopped" ? "stopped" : this.#watermark.anyFailed ? "sourceFailed" : outcome;
    // Scopes that nothing follows any more are satisfied, or else not even listed.
    if (ending !== "completed") this.#scopes.sweep();
    for (const rule of this.#registry.dispatch.constraints) rule.close(ending);
    this.#verdicts.drainInto(this.#outputs);
  }
}
