import type { LinkUse } from "../../admission/link-reader.ts";
import { Engine } from "../../engine/engine.ts";
import type { EngineOptions } from "../../engine/options.ts";
import type { Arrival, Input } from "../../engine/input.ts";
import type { Output } from "../../engine/output.ts";
import type { Report } from "../../engine/report.ts";
import type { Inconclusive, Violation } from "../../constrain/violation.ts";
import type { CausalGraph } from "../../graph/causal-graph.ts";
import type { Diagnostic } from "../../engine/diagnostic.ts";
import { flawOf } from "../../read-input.ts";
import type { Rules } from "../../rules/parse-rules.ts";
import type { EventFile } from "../events/event-file.ts";
import { eventProblem, type LineEvent } from "../events/event-line.ts";
import type { Places } from "./places.ts";
import { Unrecorded } from "./unrecorded.ts";

/** Who is told what a check finds, as it finds it. */
export interface Listener {
  violation(violation: Violation): void;
  inconclusive(inconclusive: Inconclusive): void;
  /** A line that is not an event; `place` is `file:line`. */
  brokenLine(place: string, problem: string): void;
  /** What went wrong beside that; `place` is the line it came with, where there is one. */
  diagnostic(diagnostic: Diagnostic, place: string | undefined): void;
}

export interface CheckRunOptions {
  readonly rules: Rules;
  /** Default: as the rules say, else 10,000. */
  readonly windowSize?: number | undefined;
  readonly remember?: number | undefined;
  readonly maxHeld?: number | undefined;
  /** How many violations of each constraint are kept. Default 0: they are told as they are found. */
  readonly maxReported?: number | undefined;
  /** The clock of a live run; without one it is a recording, where nothing may depend on it. */
  readonly now?: (() => number) | undefined;
  /** Told where each event was read, where somebody wants to know. */
  readonly places?: Places | undefined;
}

const DEFAULT_WINDOW = 10_000;
const NAMES_KEPT = 10_000;

/** After so long a live source without events no longer holds deadlines back. */
const IDLE_MS = 10_000;
/** A recording is read to its end: nothing in it goes by a clock but that of its events. */
const RECORDED: EngineOptions = { maxHeld: 1_000_000, holdForMs: Infinity, deadlineClock: "event" };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Feeds lines to an engine, and tells what comes of it. Everything in it is synchronous. */
export class CheckRun {
  /** Names of the events read, for hints; the first ten thousand. */
  readonly names: Set<string> = new Set();
  /** What it reads. */
  readonly files: readonly EventFile[];
  /** Whether an event named a cause. */
  namesCauses = false;
  /** Lines that were no events. */
  broken = 0;
  /** Lines that were. */
  readable = 0;
  failed = false;
  readonly #engine: Engine;
  readonly #listener: Listener;
  readonly #now: (() => number) | undefined;
  readonly #live: boolean;
  readonly #arrivalClock: boolean;
  readonly #places: Places | undefined;
  readonly #unrecorded: Unrecorded;
  /**
   * Of a recording with a rule that asks for the arrival clock: the highest event time so far. It stands in
   * for the clock that a recording has not.
   */
  #highestTime = 0;
  #lastName: string | undefined;
  #arrivalRefused = false;
  #file: EventFile | undefined;
  /** One for all lines: the engine keeps none of it. */
  readonly #arrival: Mutable<Arrival> = {
    type: "arrival",
    event: { id: "", name: "" },
    source: "",
    sourceName: "",
    at: 0,
    now: 0,
  };
  /** Broken lines that the engine has not seen, and not counted. */
  #unread = 0;

  constructor(
    { rules, windowSize, remember, maxHeld, maxReported = 0, now, places }: CheckRunOptions,
    files: readonly EventFile[],
    listener: Listener,
  ) {
    const usual = now === undefined ? RECORDED : {};
    const idleMs = now === undefined ? Infinity : IDLE_MS;
    this.#engine = new Engine({
      ...usual,
      maxHeld: maxHeld ?? usual.maxHeld,
      maxReported,
      // Rules of a file cannot change an event.
      freeze: false,
    });
    this.files = files;
    this.#listener = listener;
    this.#now = now;
    this.#places = places;
    this.#live = now !== undefined;
    this.#arrivalClock = rules.constraints.some(onArrivalClock);
    this.#unrecorded = new Unrecorded(rules);
    this.#step({ type: "window", windowSize: windowSize ?? rules.window ?? DEFAULT_WINDOW, remember });
    for (const link of rules.links) this.#step({ type: "link", link });
    for (const constraint of rules.constraints) this.#step({ type: "enforce", constraint });
    for (const watch of rules.watches) this.#step({ type: "watch", watch });
    for (const { source } of files)
      this.#step({ type: "sourceAdded", source, ordered: false, idleMs, now: this.#clock() });
  }

  /**
   * Takes the line that `file` found last. False when it is not an event. Throws an `UnrecordedField`
   * where it says that something is not recorded which a rule reads.
   */
  line(file: EventFile): boolean {
    const event = file.read();
    if (typeof event === "string") return this.#brokenLine(file, event);
    this.#unrecorded.check(event, file);
    this.#arrivalRefused = false;
    this.#file = file;
    this.#arrive(file, event);
    if (this.#arrivalRefused) return this.#brokenLine(file, eventProblem(event));
    if (event.time !== undefined && event.time > file.highestTime) file.highestTime = event.time;
    this.#places?.note(event.id, file);
    if (event.name !== this.#lastName) this.#noteName(event.name);
    if (!this.namesCauses) this.namesCauses = Array.isArray(event.causes) && event.causes.length > 0;
    this.readable++;
    return true;
  }

  #arrive(file: EventFile, event: LineEvent): void {
    const { time } = event;
    // What is no event has no say in the time: deadlines fall before the engine refuses it.
    if (this.#arrivalClock && time !== undefined && time > this.#highestTime && flawOf(event) === undefined)
      this.#highestTime = time;
    const now = this.#clock();
    if (this.#arrivalClock && this.#engine.nextWake() <= now) this.tick();
    // An event without a time takes that of its arrival: of a line, the highest before it in its file.
    const at = this.#live || time !== undefined ? now : file.highestTime;
    const arrival = this.#arrival;
    arrival.event = event;
    arrival.source = file.source;
    arrival.sourceName = file.name;
    arrival.at = at;
    arrival.now = now;
    this.#step(arrival);
    while (this.#engine.pending) this.#step({ type: "admit", now });
  }

  /** The events retained so far, and what caused what. */
  get graph(): CausalGraph {
    return this.#engine.graph;
  }

  /** What has come of the link rules, in the order of the file. */
  get linkUse(): readonly LinkUse[] {
    return this.#engine.linkUse;
  }

  /** A file has been read to its end, or broke off. */
  sourceEnded(file: EventFile): void {
    const failed = file.failure !== undefined;
    if (failed) this.failed = true;
    this.#step({ type: "sourceEnded", source: file.source, failed, now: this.#clock() });
    this.#admitFreed();
  }

  /** The time has come that `nextWake` named. */
  tick(): void {
    this.#step({ type: "tick", now: this.#clock(), horizon: Infinity });
    this.#admitFreed();
  }

  /** When `tick` may decide something; `Infinity` for never. */
  nextWake(): number {
    return this.#engine.nextWake();
  }

  /** Ends the check, and says what it came to. */
  end(outcome: "completed" | "stopped" | "cut"): Report {
    this.#step({ type: "end", outcome, now: this.#clock() });
    this.#admitFreed();
    const report = this.#engine.report(
      this.failed ? "failed" : outcome === "stopped" ? "stopped" : "completed",
    );
    const { events } = report;
    return {
      ...report,
      events: { ...events, read: events.read + this.#unread, rejected: events.rejected + this.#unread },
    };
  }

  #brokenLine(file: EventFile, problem: string): false {
    if (!this.#arrivalRefused) this.#unread++;
    this.#arrivalRefused = false;
    this.broken++;
    this.#listener.brokenLine(file.place, problem);
    return false;
  }

  #admitFreed(): void {
    while (this.#engine.pending) this.#step({ type: "admit", now: this.#clock() });
  }

  #clock(): number {
    return this.#now === undefined ? this.#highestTime : this.#now();
  }

  #step(input: Input): void {
    const outputs = this.#engine.step(input);
    for (let at = 0; at < outputs.length; at++) this.#tell(outputs[at]!);
  }

  #tell(output: Output): void {
    if (output.type === "violation") this.#listener.violation(output.violation);
    else if (output.type === "inconclusive") this.#listener.inconclusive(output.inconclusive);
    else if (output.type === "diagnostic") {
      // Told as a broken line, which knows the place.
      if (output.diagnostic.kind === "rejected") this.#arrivalRefused = true;
      else this.#listener.diagnostic(output.diagnostic, this.#placeOf(output.diagnostic));
    }
  }

  /** Of a conflict it is the line at hand; the rest speaks of events, and may be about others. */
  #placeOf({ kind }: Diagnostic): string | undefined {
    return kind === "conflict" ? this.#file?.place : undefined;
  }

  #noteName(name: string): void {
    this.#lastName = name;
    if (this.names.size < NAMES_KEPT) this.names.add(name);
  }
}

function onArrivalClock(constraint: Rules["constraints"][number]): boolean {
  const within = constraint.kind === "mustMatch" ? constraint.within : undefined;
  return within !== undefined && "ms" in within && within.clock === "arrival";
}
