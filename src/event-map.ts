import type { CausalEvent, EventInput } from "./event.ts";

/**
 * The names of a stream's events, each with the type of its data; an interface will do. Where the
 * names are not known one by one, a key may be a template (`` `Tool.${string}` ``).
 *
 * @example interface Events { "Sensor.reading": { temperature: number }; "Alerter.alert": undefined }
 */
export type EventMap = object;

/** The event names of a map. */
export type EventName<Events extends EventMap> = Extract<keyof Events, string>;

/** Any event of the map, or that of the name: a union that `event.name` tells apart. */
export type EventNamed<
  Events extends EventMap,
  Name extends EventName<Events> = EventName<Events>,
> = Name extends unknown ? CausalEvent<Events[Name], Name> : never;

/** Everything that selects at least one event of the map: its names, and the wildcards that take some. */
export type NamePattern<Events extends EventMap> = keyof EventsByPattern<Events>;

/** The events that a name or a wildcard selects. */
export type EventFor<Events extends EventMap, Pattern> =
  // Inferred, for that is far cheaper than a look-up while the compiler still asks for all patterns
  // at once; what a template gives cannot be inferred.
  EventsByPattern<Events> extends { readonly [At in Pattern & string]: infer Taken extends CausalEvent<any> }
    ? Taken
    : Extract<Lookup<EventsByPattern<Events>, Pattern>, CausalEvent<any>>;

type Lookup<Table, Key> = Key extends keyof Table ? Table[Key] : never;

/** What a producer hands in for any event of the map: data may be left out where it may be undefined. */
export type InputFor<
  Events extends EventMap,
  Name extends EventName<Events> = EventName<Events>,
> = Name extends unknown
  ? EventInput<Events[Name], Name> &
      (undefined extends Events[Name] ? unknown : { readonly data: Events[Name] })
  : never;

// A table rather than a question asked of each pattern and each name: it grows with the names only,
// so that maps of hundreds of names cost the compiler little.
type EventsByPattern<Events extends EventMap> = {
  [Name in EventName<Events> as PatternsOf<Name> | "**"]: EventNamed<Events, Name>;
};

/** The patterns that take a name: each segment itself or a wildcard, `**` also for several in a row. */
type PatternsOf<Name extends string> = Name extends `${infer Head}.${infer Tail}`
  ? `${Head | "*" | "**"}.${PatternsOf<Tail>}` | Extract<PatternsOf<Tail>, "**" | `**.${string}`>
  : Name | "*" | "**";
