/**
 * Generators of streams and rules for the laws: not part of the package. Each takes fast-check as its
 * first argument, so that sources import no development tool.
 */
export type { Arbitrary, FastCheck } from "./arbitraries/fast-check.ts";
export { type Shape, SHAPES } from "./arbitraries/shape.ts";
export {
  NAMES,
  type StreamData,
  type StreamEvent,
  type StreamOptions,
  streams,
} from "./arbitraries/stream.ts";
export { deliveries, type Delivery, type DeliveryOptions } from "./arbitraries/delivery.ts";
export {
  links,
  mustMatches,
  type MustMatchesOptions,
  nevers,
  type NeversOptions,
  type PartOptions,
  parts,
  precededBys,
  uniqueLinks,
  watches,
  type WatchesOptions,
} from "./arbitraries/rules.ts";
export {
  type Change,
  changes,
  type End,
  type Scenario,
  scenarioOf,
  type ScenarioOptions,
  type ScenarioPlan,
  scenarios,
  type SourcePlan,
  windows,
} from "./arbitraries/scenario.ts";
