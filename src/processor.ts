import type { LinkRule } from "./admission/link-rule.ts";
import { systemClock } from "./clock.ts";
import type { Constraint } from "./constrain/constraint.ts";
import type { Violation } from "./constrain/violation.ts";
import type { Diagnostic } from "./engine/diagnostic.ts";
import { Engine } from "./engine/engine.ts";
import type { Input } from "./engine/input.ts";
import type { Output } from "./engine/output.ts";
import type { Proposal } from "./engine/proposal.ts";
import type { Report, Stats } from "./engine/report.ts";
import { StreamError } from "./errors.ts";
import type { CausalEvent, EventInput } from "./event.ts";
import type { CausalGraph } from "./graph/causal-graph.ts";
import { type EventsOf, type Watch, type WatchOptions, type WatchPattern, watch } from "./match/watch.ts";
import { Delivery } from "./processor/delivery.ts";
import { DiagnosticLog } from "./processor/diagnostic-log.ts";
import type { Handle, Listeners } from "./processor/listeners.ts";
import { messageOf } from "./message-of.ts";
import {
  checkProcessorOptions,
  checkRunOptions,
  type ProcessorOptions,
  type RunOptions,
  type SourceOptions,
} from "./processor/options.ts";
import { Pump } from "./processor/pump.ts";
import { RegisteredRules } from "./processor/registered-rules.ts";
import { Sources } from "./processor/sources.ts";
import { validatorOf } from "./processor/standard-schema.ts";
import { ViolationStream } from "./processor/violation-stream.ts";
import { withId } from "./processor/with-id.ts";
import type { Source } from "./source/source.ts";

/** The source of a proposal that names none. */
const PROPOSED = "proposed";
/** Likewise of what is told. */
const TOLD = "told";
/** No source can be registered under it, so that none is taken for where proposals come from. */
const NOWHERE = "";

/**
 * Reads many sources at once, and brings every event through one pipeline:
 *
 *     sources → lanes → pump → engine (link, hold, admit, judge, match, evict) → delivery → callbacks
 *
 * Events are admitted in causal order. Callbacks are called one after the other, in the order things
 * happened, and awaited if they return a promise; while one is awaited nothing else is admitted or
 * pulled. Everything that registers something returns a handle to undo it. Sources and rules can be
 * added before and during the run; after it that throws a StreamError `Ended`.
 */
export class StreamProcessor {
  readonly #log = new DiagnosticLog();
  readonly #delivery = new Delivery(this.#log);
  readonly #tell = { admitted: false, evicted: false };
  readonly #streams = new Set<ViolationStream>();
  readonly #options: ProcessorOptions;
  readonly #sources: Sources;
  readonly #engine: Engine;
  readonly #pump: Pump;
  readonly #rules: RegisteredRules;
  #state: "new" | "running" | "ended" = "new";
  #stopped = false;
  #failed = false;

  /** Throws a TypeError for options that cannot be meant. */
  constructor(options: ProcessorOptions = {}) {
    checkProcessorOptions(options);
    const { clock = systemClock, remember: _, onSourceError: __, schemas, ...bounds } = options;
    this.#options = options;
    this.#engine = new Engine({
      ...bounds,
      validate: schemas && validatorOf(schemas),
      tell: this.#tell,
    });
    this.#pump = new Pump(this.#engine, this.#delivery, clock);
    this.#rules = new RegisteredRules(this.#pump, (watch) => this.#delivery.silence(watch));
    this.#sources = new Sources(this.#pump, this.#delivery.readerOn(clock));
    this.#delivery.violations.add((violation) => {
      for (const stream of this.#streams) stream.push(violation);
    }, "violations");
  }

  /**
   * Adds a source under a name of its own. Its iterator is opened with the first pull. Throws a
   * TypeError for what is no source, and for a name in use.
   */
  addSource(name: string, source: Source, options: SourceOptions = {}): Handle {
    this.#mustNotHaveEnded();
    return this.#sources.add(name, source, options);
  }

  /**
   * Ends a source at once: what it has handed over and is not yet admitted or held is dropped, its
   * iterator is closed. Says whether there was one.
   */
  removeSource(name: string): boolean {
    return this.#state !== "ended" && this.#sources.remove(name);
  }

  /** Calls `callback` with the events of each match. Throws a TypeError for what cannot be watched. */
  watch<const P extends WatchPattern>(
    pattern: P,
    callback: (...events: Extract<EventsOf<P>, readonly unknown[]>) => unknown,
    options?: WatchOptions,
  ): Handle;
  watch(watch: Watch): Handle;
  watch(
    pattern: WatchPattern | Watch,
    callback?: (...events: any[]) => unknown,
    options?: WatchOptions,
  ): Handle {
    this.#mustNotHaveEnded();
    if ((pattern as Watch | null)?.kind === "watch") return this.#rules.watch(pattern as Watch);
    return this.#rules.watch(watch(pattern as WatchPattern, callback as () => unknown, options));
  }

  /**
   * Judges what is admitted from now on. Throws a TypeError for a name in use. Disposed, its pending
   * instances end inconclusive.
   */
  enforce(constraint: Constraint): Handle {
    this.#mustNotHaveEnded();
    return this.#rules.enforce(constraint);
  }

  /** Makes causes of events whose keys are equal, for what arrives from now on. */
  link(rule: LinkRule): Handle {
    this.#mustNotHaveEnded();
    return this.#rules.link(rule);
  }

  /** Called with each violation, in the order decided. */
  onViolation(callback: (violation: Violation) => unknown): Handle {
    return this.#delivery.violations.add(callback, "onViolation");
  }

  /** Called with each event at its admission. */
  onEvent(callback: (event: CausalEvent<any>) => unknown): Handle {
    return this.#listen(this.#delivery.events, callback, "onEvent");
  }

  /** Called with each event that leaves the window. */
  onEvict(callback: (event: CausalEvent<any>) => unknown): Handle {
    return this.#listen(this.#delivery.evictions, callback, "onEvict");
  }

  /** Called with everything that went wrong beside the verdicts; without it, it is counted and the first kept. */
  onDiagnostic(callback: (diagnostic: Diagnostic) => unknown): Handle {
    return this.#delivery.diagnostics.add(callback, "onDiagnostic");
  }

  /**
   * The violations from now on, until the run ends. Each call is a reader of its own; none slows the
   * stream, and one that falls more than 10,000 behind ends with a StreamError `Lagged`.
   */
  violations(): AsyncIterableIterator<Violation> {
    const stream = new ViolationStream((left) => this.#streams.delete(left));
    if (this.#state === "ended") stream.end();
    else this.#streams.add(stream);
    return stream;
  }

  /** The live graph over the retained events. */
  get graph(): CausalGraph {
    return this.#engine.graph;
  }

  /** The live counters. */
  get stats(): Stats {
    return this.#log.into(this.#engine.stats());
  }

  /** What admitting the event now would violate at once. Changes nothing. */
  wouldViolate(event: EventInput<any>): readonly Violation[] {
    return this.#engine.wouldViolate(event, this.#pump.now());
  }

  /**
   * Decides on an event and, if nothing speaks against it, admits it, both in one step. Resolves
   * with the decision; the callbacks of the admission are called in their order, and not waited for
   * here. Rejects with a StreamError `Ended` after the run.
   */
  async propose(event: EventInput<any>): Promise<Proposal> {
    while (this.#pump.stepping) await Promise.resolve();
    this.#mustNotHaveEnded();
    const now = this.#pump.now();
    const arrival = { type: "arrival", event: withId(event), source: NOWHERE, at: now, now } as const;
    const { proposal, outputs } = this.#pump.asStep(() =>
      this.#engine.propose({ ...arrival, sourceName: PROPOSED }),
    );
    this.#pump.follow(outputs);
    return proposal;
  }

  /**
   * Takes an event at once, as if a source had just handed it over: for what has happened already
   * and has to be known before the next `propose`. Resolves when its step is made; the callbacks are
   * called in their order, and not waited for here. Rejects with a StreamError `Ended` after the run.
   */
  async tell(event: EventInput<any>): Promise<void> {
    while (this.#pump.stepping) await Promise.resolve();
    this.#mustNotHaveEnded();
    const now = this.#pump.now();
    // What was freed goes before whatever comes next.
    while (this.#engine.pending) this.#pump.follow(this.#step({ type: "admit", now }));
    const arrival = { type: "arrival", event: withId(event), source: NOWHERE, at: now, now } as const;
    this.#pump.follow(this.#step({ ...arrival, sourceName: TOLD }));
  }

  /**
   * Runs until every source has ended, or until `stop()` or the signal ends it. Resolves with the
   * report. Can be called once: a second call rejects with a StreamError `AlreadyRun`.
   */
  async run(options: RunOptions = {}): Promise<Report> {
    checkRunOptions(options);
    if (this.#state !== "new")
      throw new StreamError("AlreadyRun", "a processor runs once; make a new one for another run");
    this.#state = "running";
    const { windowSize = 10_000, signal } = options;
    const pump = this.#pump;
    const abort = (): void => {
      this.#delivery.hurry();
      this.stop();
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort);
    try {
      void pump.step({ type: "window", windowSize, remember: this.#options.remember });
      this.#sources.start();
      await pump.run((source, error) => this.#sourceFailed(source, error));
      this.#state = "ended";
      this.#rules.end();
      await pump.finish(this.#stopped ? "stopped" : "completed");
    } finally {
      this.#state = "ended";
      signal?.removeEventListener("abort", abort);
      await this.#sources.close();
      for (const stream of this.#streams) stream.end();
      this.#streams.clear();
    }
    return this.#log.intoReport(
      this.#engine.report(this.#failed ? "failed" : this.#stopped ? "stopped" : "completed"),
    );
  }

  /**
   * Ends the run after what is being delivered; what is pending then is inconclusive. `run` resolves
   * when the callback that is awaited has returned. Before the run, it ends as soon as it begins.
   */
  stop(): void {
    if (this.#state === "ended") return;
    this.#stopped = true;
    this.#pump.halt();
  }

  #step(input: Input): readonly Output[] {
    return this.#pump.asStep(() => this.#engine.step(input));
  }

  #sourceFailed(source: string, error: unknown): Promise<void> | undefined {
    const stops = this.#options.onSourceError === "stop";
    this.#failed = true;
    if (stops) this.stop();
    return this.#delivery.report({
      kind: "sourceFailed",
      message: `source "${source}" failed: ${messageOf(error)}; ${stops ? "the run stops" : "it is ended, the others go on"}`,
      source,
      error,
    });
  }

  #listen<Callback extends (event: CausalEvent<any>) => unknown>(
    listeners: Listeners<Callback>,
    callback: Callback,
    place: string,
  ): Handle {
    // The engine makes these outputs only while somebody listens.
    return listeners.add(callback, place, () => {
      this.#tell.admitted = this.#delivery.events.all.length > 0;
      this.#tell.evicted = this.#delivery.evictions.all.length > 0;
    });
  }

  #mustNotHaveEnded(): void {
    if (this.#state === "ended")
      throw new StreamError("Ended", "the run of this processor has ended; make a new one");
  }
}
