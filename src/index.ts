// The processor: sources in, callbacks and a report out.
export { StreamProcessor } from "./processor.ts";
export type { AbortLike, ProcessorOptions, RunOptions, SourceOptions } from "./processor/options.ts";
export type { Handle } from "./processor/listeners.ts";
export type { StandardSchema } from "./processor/standard-schema.ts";
// Where events come from.
export { InMemoryEventSource, type InMemoryOptions } from "./source/memory.ts";
export type { ReadableStreamLike, Source, Yielded } from "./source/source.ts";
// What happens: events.
export {
  type CausalEvent,
  type EventDraft,
  type EventInput,
  type EventOptions,
  type EventRef,
  event,
} from "./event.ts";
// What is looked for: selectors, patterns, watches.
export { type AllOf, allOf, type AnyOf, anyOf, type Part, type Seq, seq, where } from "./pattern/pattern.ts";
export type { Selector } from "./pattern/selector.ts";
export { type Match, type Watch, type WatchCallback, type WatchOptions, watch } from "./match/watch.ts";
// Where causes come from beside the events themselves.
export { type LinkKey, type LinkOptions, type LinkRule, link } from "./admission/link-rule.ts";
// What must hold: constraints and their verdicts.
export {
  type Constraint,
  type MustMatch,
  type MustMatchOptions,
  mustMatch,
  type Never,
  type NeverOptions,
  never,
  type PrecededBy,
  type PrecededByOptions,
  precededBy,
  type Severity,
  type Within,
} from "./constrain/constraint.ts";
export type { Inconclusive, InconclusiveReason, Violation, ViolationReason } from "./constrain/violation.ts";
export type { Proposal } from "./engine/proposal.ts";
// The causal order of what is retained.
export type { CausalGraph, RetainedEvent, SummaryEdge } from "./graph/causal-graph.ts";
// Questions to it.
export type { Between } from "./explain/between.ts";
export type { CriticalPath, CriticalPathOptions } from "./explain/critical-path.ts";
export type { ExplainedStep, Explanation, ExplainOptions } from "./explain/explanation.ts";
export type { HowFar, Usual } from "./explain/how-far.ts";
export type { CommonCauses } from "./explain/shared-causes.ts";
export type { Distance } from "./explain/distance.ts";
export type { Impact } from "./explain/impact.ts";
export type { RootCauses } from "./explain/root-causes.ts";
export type { Slice, SliceEdge, SliceOptions } from "./explain/slice.ts";
export type { ViolationExplanation } from "./explain/violation.ts";
// What it comes to: diagnostics, counters, the report.
export type { Diagnostic, DiagnosticKind } from "./engine/diagnostic.ts";
export type {
  ConstraintCounts,
  EventCounts,
  Report,
  Stats,
  Status,
  Unmatched,
  WatchCounts,
} from "./engine/report.ts";
// Time, and what can go wrong.
export { type Clock, systemClock } from "./clock.ts";
export { type ErrorCode, InvalidEvent, SourceClosed, SourceFull, StreamError } from "./errors.ts";
// The same functions, typed by event name.
export { type Typed, typed } from "./typed.ts";
export type { TypedProcessor, TypedProcessorOptions, TypedSource } from "./typed-processor.ts";
export type { EventFor, EventMap, EventName, EventNamed, InputFor, NamePattern } from "./event-map.ts";
