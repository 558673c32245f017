import { type LinkRule, link } from "./admission/link-rule.ts";
import {
  type MustMatch,
  type MustMatchOptions,
  mustMatch,
  type Never,
  type NeverOptions,
  never,
  type PrecededBy,
  type PrecededByOptions,
  precededBy,
} from "./constrain/constraint.ts";
import { event, type EventDraft, type EventOptions } from "./event.ts";
import type { EventFor, EventMap, EventName, NamePattern } from "./event-map.ts";
import { type Watch, watch, type WatchOptions } from "./match/watch.ts";
import {
  type AllOf,
  allOf,
  type AnyOf,
  anyOf,
  type EventOfPart,
  type Seq,
  seq,
  where,
} from "./pattern/pattern.ts";
import type { Selector } from "./pattern/selector.ts";
import { StreamProcessor } from "./processor.ts";
import { InMemoryEventSource, type InMemoryOptions } from "./source/memory.ts";
import type { TypedProcessor, TypedProcessorOptions, TypedSource } from "./typed-processor.ts";

/** What may be written where one event is selected: a name of the map, a wildcard, a built selector. */
export type TypedPart<Events extends EventMap> = NamePattern<Events> | Selector<any> | AnyOf<any>;

/** A part, or a list of them that means any of them. */
export type TypedAlternatives<Events extends EventMap> = TypedPart<Events> | readonly TypedPart<Events>[];

/** What a watch looks for; a list means `seq`. */
export type TypedPattern<Events extends EventMap> = TypedAlternatives<Events> | Seq<any>;

/** The event that a part stands for. */
export type PartEvent<Events extends EventMap, Part> =
  Part extends Selector<infer Selected>
    ? Selected
    : Part extends AnyOf<infer Selected>
      ? Selected
      : EventFor<Events, Part>;

/** The event that any of the alternatives stands for. */
export type AlternativeEvent<Events extends EventMap, Parts> = Parts extends readonly unknown[]
  ? PartEvent<Events, Parts[number]>
  : PartEvent<Events, Parts>;

/** The parts of a sequence, each with the event it stands for. */
export type TypedParts<Events extends EventMap, Parts extends readonly unknown[]> = {
  [At in keyof Parts]: AnyOf<PartEvent<Events, Parts[At]>>;
};

/** The events that a watch hands to its callback. */
export type MatchedEvents<Events extends EventMap, Pattern> = Pattern extends readonly unknown[]
  ? { [At in keyof Pattern]: PartEvent<Events, Pattern[At]> }
  : Pattern extends Seq<infer Parts>
    ? { [At in keyof Parts]: EventOfPart<Parts[At]> }
    : [event: PartEvent<Events, Pattern>];

/** Called with the events of a match, in causal order. May be async: it is awaited. */
export type TypedCallback<Events extends EventMap, Pattern> = (
  ...events: Extract<MatchedEvents<Events, Pattern>, readonly unknown[]>
) => unknown;

/** The options of a constraint, with the names of the map in the roles given. */
type Roles<Options, Names extends keyof Options, Role> = Omit<Options, Names> & {
  readonly [Name in Names]: Role | Extract<Options[Name], undefined>;
};

/** The functions of the package, typed by event name. */
export interface Typed<Events extends EventMap> {
  readonly StreamProcessor: new (options?: TypedProcessorOptions<Events>) => TypedProcessor<Events>;
  readonly InMemoryEventSource: new (name: string, options?: InMemoryOptions) => TypedSource<Events>;

  readonly event: <const Name extends EventName<Events>>(
    name: Name,
    ...rest: undefined extends Events[Name]
      ? [data?: Events[Name], options?: EventOptions]
      : [data: Events[Name], options?: EventOptions]
  ) => EventDraft<Events[Name], Name>;

  readonly where: <const Pattern extends NamePattern<Events>>(
    name: Pattern,
    predicate: (event: EventFor<Events, Pattern>) => boolean,
  ) => Selector<EventFor<Events, Pattern>>;
  readonly seq: <const Parts extends readonly TypedPart<Events>[]>(
    ...parts: Parts
  ) => Seq<TypedParts<Events, Parts>>;
  readonly allOf: <const Parts extends readonly TypedPart<Events>[]>(
    ...parts: Parts
  ) => AllOf<TypedParts<Events, Parts>>;
  readonly anyOf: <const Parts extends readonly TypedPart<Events>[]>(
    ...parts: Parts
  ) => AnyOf<PartEvent<Events, Parts[number]>>;

  readonly watch: <const Pattern extends TypedPattern<Events>>(
    pattern: Pattern,
    callback: TypedCallback<Events, Pattern>,
    options?: WatchOptions,
  ) => Watch;

  readonly mustMatch: (
    options: Roles<MustMatchOptions, "trigger" | "response", TypedAlternatives<Events>>,
  ) => MustMatch;
  readonly never: (options: TypedNeverOptions<Events>) => Never;
  readonly precededBy: (
    options: Roles<PrecededByOptions, "effect" | "cause", TypedAlternatives<Events>>,
  ) => PrecededBy;

  readonly link: <
    const Effect extends TypedAlternatives<Events>,
    const Cause extends TypedAlternatives<Events>,
  >(options: {
    readonly effect: Effect;
    readonly cause: Cause;
    readonly on: readonly [
      effectKey: (event: AlternativeEvent<Events, Effect>) => unknown,
      causeKey: (event: AlternativeEvent<Events, Cause>) => unknown,
    ];
    readonly wait?: boolean | undefined;
  }) => LinkRule;
}

type TypedNeverOptions<Events extends EventMap> = Omit<NeverOptions, "pattern" | "withinCause"> & {
  readonly pattern: TypedPattern<Events> | AllOf<any>;
  readonly withinCause?: TypedAlternatives<Events> | undefined;
};

const EXPORTS = {
  StreamProcessor,
  InMemoryEventSource,
  event,
  where,
  seq,
  allOf,
  anyOf,
  watch,
  mustMatch,
  never,
  precededBy,
  link,
};

/**
 * The same functions, typed by event name: data is inferred, a name that is not in the map is a type
 * error, a wildcard gives the union of what it matches. Nothing is checked when the program runs: the
 * functions returned are the very ones that the package exports.
 *
 * @example
 * const { watch, where } = typed<{ "Sensor.reading": { temperature: number } }>();
 * const hot = where("Sensor.reading", (event) => event.data.temperature > 100);
 */
export function typed<Events extends EventMap>(): Typed<Events> {
  return EXPORTS as unknown as Typed<Events>;
}
