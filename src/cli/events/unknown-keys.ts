import { nearest } from "../../rules/nearest.ts";
import { counted } from "../../wording.ts";

const FIELDS: readonly string[] = ["id", "name", "source", "time", "data", "causes"];

/** What other formats call these fields, where it does not look like our name. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["parent", "causes"],
  ["parents", "causes"],
  ["parentId", "causes"],
  ["parent_id", "causes"],
  ["type", "name"],
  ["event", "name"],
  ["ts", "time"],
  ["payload", "data"],
]);

/** Keys may be made of data: so many are told apart. */
const MOST = 100;

/** The keys in a file that no event has. They are ignored, and most of them are misspelt. */
export class UnknownKeys {
  readonly #lines = new Map<string, number>();

  /** Looks at what a line gives as an event. Cost O(keys). */
  note(event: object): void {
    for (const key of Object.keys(event)) if (!FIELDS.includes(key)) this.#count(key);
  }

  /** A line for each key: what was probably meant, and in how many lines it stands. */
  hints(path: string): string[] {
    return [...this.#lines].map(
      ([key, lines]) =>
        `${path}: key ${JSON.stringify(key)} is no field of an event${meant(key)} (${counted(lines, "line")})`,
    );
  }

  #count(key: string): void {
    const lines = this.#lines.get(key);
    if (lines !== undefined || this.#lines.size < MOST) this.#lines.set(key, (lines ?? 0) + 1);
  }
}

function meant(key: string): string {
  const field = ELSEWHERE.get(key) ?? nearest(key, FIELDS);
  return field === undefined ? '; what rules are to read belongs in "data"' : `; did you mean "${field}"?`;
}
