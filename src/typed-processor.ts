import type { Violation } from "./constrain/violation.ts";
import type { Proposal } from "./engine/proposal.ts";
import type { EventMap, EventName, EventNamed, InputFor } from "./event-map.ts";
import type { Watch, WatchOptions } from "./match/watch.ts";
import type { StreamProcessor } from "./processor.ts";
import type { Handle } from "./processor/listeners.ts";
import type { ProcessorOptions } from "./processor/options.ts";
import type { StandardSchema } from "./processor/standard-schema.ts";
import type { InMemoryEventSource } from "./source/memory.ts";
import type { TypedCallback, TypedPattern } from "./typed.ts";

/** A `StreamProcessor` of the events of a map; it can be used wherever a plain one can. */
export interface TypedProcessor<Events extends EventMap> extends StreamProcessor {
  watch<const Pattern extends TypedPattern<Events>>(
    pattern: Pattern,
    callback: TypedCallback<Events, Pattern>,
    options?: WatchOptions,
  ): Handle;
  watch(watch: Watch): Handle;
  onEvent(callback: (event: EventNamed<Events>) => unknown): Handle;
  onEvict(callback: (event: EventNamed<Events>) => unknown): Handle;
  wouldViolate<const Name extends EventName<Events>>(event: InputFor<Events, Name>): readonly Violation[];
  propose<const Name extends EventName<Events>>(event: InputFor<Events, Name>): Promise<Proposal>;
  tell<const Name extends EventName<Events>>(event: InputFor<Events, Name>): Promise<void>;
}

/** The options of a processor: schemas go with names of the map, and promise the data it says. */
export interface TypedProcessorOptions<Events extends EventMap> extends Omit<ProcessorOptions, "schemas"> {
  readonly schemas?: { readonly [Name in EventName<Events>]?: SchemaOf<Events[Name]> } | undefined;
}

/** A schema of untransformed data, so what goes in is what the events have. */
type SchemaOf<Data> = StandardSchema & {
  readonly "~standard": { readonly types?: { readonly input: Data } | undefined };
};

/** An `InMemoryEventSource` of the events of a map; it can be used wherever a plain one can. */
export interface TypedSource<Events extends EventMap> extends InMemoryEventSource {
  emit<const Name extends EventName<Events>>(input: InputFor<Events, Name>): EventNamed<Events, Name>;
  put<const Name extends EventName<Events>>(input: InputFor<Events, Name>): Promise<EventNamed<Events, Name>>;
}
