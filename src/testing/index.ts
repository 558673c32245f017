// Time that moves when it is told.
export { SimulatedClock } from "./simulated-clock.ts";
// A stream that was recorded.
export { type RecordedOptions, RecordedSource } from "./recorded-source.ts";
// What every source must do, as a suite.
export { type SourceFixture, sourceConformance, type TestFunctions } from "./conformance/source.ts";
