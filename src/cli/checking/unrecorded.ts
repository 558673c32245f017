import { nameMatches } from "../../pattern/selector.ts";
import { type FieldRead, fieldsRead } from "../../rules/fields-read.ts";
import type { Rules } from "../../rules/index.ts";
import { dataOf, Unparsed } from "../../unparsed.ts";

/** Rules read what a recording does not hold: they would never fire, and look as if they held. */
export class UnrecordedField extends Error {}

/**
 * Holds rules against what recordings say of themselves. An event may say in `data.omits` which fields
 * of `data` are left out of all events whose names begin as its own does: `mcp.connect` says it of
 * `mcp.**`.
 */
export class Unrecorded {
  readonly #reads: readonly FieldRead[];

  constructor(rules: Rules) {
    this.#reads = fieldsRead(rules);
  }

  /** Throws an `UnrecordedField` where the event says that something is left out which is read. */
  check(
    { name, data }: { readonly name: string; readonly data?: unknown },
    file: { readonly place: string },
  ): void {
    if (this.#reads.length === 0) return;
    // Seldom said, and most data is never parsed.
    if (data instanceof Unparsed && !data.text.includes('"omits"')) return;
    const omits = (dataOf(data) as { omits?: unknown } | null | undefined)?.omits;
    if (!Array.isArray(omits) || typeof name !== "string") return;
    const family = name.split(".")[0]!;
    const missed = this.#reads.filter((read) => omits.includes(read.field) && concerns(read.name, family));
    if (missed.length === 0) return;
    const fields = [...new Set(missed.map(({ field }) => `data.${field}`))].join(", ");
    const readers = [...new Set(missed.map(({ rule }) => rule))].join(", ");
    throw new UnrecordedField(
      `${file.place}: ${readers} read ${fields} of ${family} events, which this recording leaves out: they would look as if they held. Record with more (tsrapide tap --capture), or check without them`,
    );
  }
}

/** Whether a name pattern may take an event of the family. */
function concerns(pattern: string, family: string): boolean {
  const [first = ""] = pattern.split(".");
  return first === "**" || nameMatches(first, family);
}
