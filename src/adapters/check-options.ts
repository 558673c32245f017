/** Throws a TypeError for an option that does not exist: a misspelt one must not be lost in silence. */
export function checkKnown(place: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options))
    if (!known.includes(key))
      throw new TypeError(`${place} has no option "${key}"; it takes ${known.join(", ")}`);
}

/** Throws a TypeError for a value that is none of these. */
export function checkOneOf(option: string, value: unknown, known: readonly unknown[]): void {
  if (!known.includes(value))
    throw new TypeError(`${option} is one of ${known.map(String).join(", ")}, not ${String(value)}`);
}
