import { show } from "./show.ts";

/** Throws a TypeError for what are no options, and for one that does not exist: it must not be lost in silence. */
export function checkKnown(place: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`${place} takes an object with ${known.join(", ")}, not ${show(options)}`);
  for (const key of Object.keys(options))
    if (!known.includes(key))
      throw new TypeError(`${place} has no option "${key}"; it takes ${known.join(", ")}`);
}
