/** Throws a TypeError for an option that does not exist: a misspelt one must not be lost in silence. */
export function checkKnown(place: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options))
    if (!known.includes(key))
      throw new TypeError(`${place} has no option "${key}"; it takes ${known.join(", ")}`);
}
