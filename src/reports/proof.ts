import type { Violation } from "../index.ts";
import { counted, UNCERTAIN } from "../wording.ts";
import { describeEvent, type ReportOptions } from "./place.ts";

/** The chain of a violation, and the events beside it, an event a line: the cause above its effect. */
export function proofLines({ chain, events, certain }: Violation, options: ReportOptions): string[] {
  const inChain = new Set(chain.map(({ id }) => id));
  return [
    ...chain.flatMap((step) => [
      ...(step.hidden ? [`… ${counted(step.hidden, "event")} between`] : []),
      describeEvent(step, options),
    ]),
    ...events.filter(({ id }) => !inChain.has(id)).map((event) => `with ${describeEvent(event, options)}`),
    ...(certain ? [] : [UNCERTAIN]),
  ];
}
