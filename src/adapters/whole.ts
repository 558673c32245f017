import { type CapturePolicy, SAID, type Said } from "./capture.ts";
import type { Fields } from "./fields.ts";

/**
 * The data of an event, in two layers: what may be written (`plain`), as fields like any; and what
 * was said (`said`), as fields that can be read by name and are not enumerable. So a rule sees
 * `data.arguments.path`, while `JSON.stringify`, `structuredClone`, spreading and `console.log` do
 * not: what was said leaves the process only where `policy` keeps it, and then as it keeps it.
 */
export function withWhole(plain: Record<string, unknown>, said: Said, policy: CapturePolicy): Fields {
  let kept: Record<string, unknown> | undefined;
  for (const field of SAID) {
    const value = said[field];
    if (value === undefined) continue;
    Object.defineProperty(plain, field, { value, writable: true });
    const written = policy.kept(field, value);
    if (written !== undefined) (kept ??= {})[field] = written;
  }
  if (kept !== undefined) Object.defineProperty(plain, "toJSON", { value: () => ({ ...plain, ...kept }) });
  return plain;
}

/** Lets go of what was said; what may be written stays. */
export function forget(data: Fields): void {
  // Not deleted: an object that has lost a field is larger and slower than before.
  for (const field of SAID)
    if (data[field] !== undefined) (data as Record<string, unknown>)[field] = undefined;
}
