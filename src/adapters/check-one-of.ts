/** Throws a TypeError for a value that is none of these. */
export function checkOneOf(option: string, value: unknown, known: readonly unknown[]): void {
  if (!known.includes(value))
    throw new TypeError(`${option} is one of ${known.map(String).join(", ")}, not ${String(value)}`);
}
