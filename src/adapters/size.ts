/** A message of more values is none that came over a wire: it may go round in circles. */
const MOST_VALUES = 1_000_000;

/**
 * How long a value is as JSON text, in UTF-16 units, where no character needs to be escaped. Of texts
 * only the length is read: a result of 50 MB in one text costs no more than a short one.
 */
export function sizeOf(value: unknown): number {
  let size = 0;
  const waiting: unknown[] = [value];
  for (let count = 0; waiting.length > 0 && count < MOST_VALUES; count++) {
    const next = waiting.pop();
    if (typeof next === "string") size += next.length + 2;
    else if (typeof next !== "object" || next === null) size += String(next).length;
    else if (Array.isArray(next)) {
      size += 2 + Math.max(next.length - 1, 0);
      for (const item of next) waiting.push(item ?? null);
    } else {
      let members = 0;
      for (const key of Object.keys(next)) {
        const member = (next as Record<string, unknown>)[key];
        if (member === undefined) continue;
        size += key.length + 3 + (members++ > 0 ? 1 : 0);
        waiting.push(member);
      }
      size += 2;
    }
  }
  return size;
}
