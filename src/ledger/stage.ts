// Where an id is on its way through the engine: numbers, so that a column of them is a byte each.

/** Not there yet, or forgotten. */
export const UNKNOWN = 0;
/** Its event has arrived and waits for causes. */
export const HELD = 1;
/** Its event is admitted and in the window. */
export const RETAINED = 2;
/** Its event is evicted. */
export const REMEMBERED = 3;
