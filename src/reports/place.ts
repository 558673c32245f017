import type { EventRef } from "../index.ts";
import { describeRef, printable } from "../wording.ts";

/** Where an event was read. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface ReportOptions {
  /** Where an event was read, where that is known. */
  readonly placeOf?: ((id: string) => Place | undefined) | undefined;
}

/** An event on a line: `Sensor.reading "r1" (events.ndjson:7)`. */
export function describeEvent(event: EventRef, { placeOf }: ReportOptions): string {
  const place = placeOf?.(event.id);
  const where = place === undefined ? "" : ` (${printable(place.file)}:${place.line})`;
  return `${printable(describeRef(event))}${where}`;
}
