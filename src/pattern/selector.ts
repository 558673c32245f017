import type { CausalEvent } from "../event.ts";

/**
 * Selects single events: by name, and by a predicate where one is given. The data a pattern is
 * made of.
 */
export interface Selector<E extends CausalEvent<any> = CausalEvent<any>> {
  readonly kind: "selector";
  /** Exact (`Sensor.reading`), one segment (`Sensor.*`) or one or more (`Sensor.**`). */
  readonly name: string;
  /** Takes the event if the result is truthy. What it throws is no match, and is counted. */
  readonly where: ((event: E) => unknown) | undefined;
  /** How `where` reads in messages and derived names. */
  readonly label: string | undefined;
}

const SEGMENT = /^[A-Za-z0-9_-]+$/;

/** Throws a TypeError, with the reason, if `name` is not a name pattern. */
export function selector(name: string, where?: (event: any) => unknown, label?: string): Selector<any> {
  if (typeof name !== "string")
    throw new TypeError(`a selector is a name such as "Sensor.reading", not ${describeValue(name)}`);
  for (const segment of name.split(".")) {
    if (segment === "*" || segment === "**" || SEGMENT.test(segment)) continue;
    if (segment.includes("*"))
      throw new TypeError(
        `"${name}": "${segment}" matches part of a segment; a wildcard stands for a whole one: "*" for one, "**" for one or more`,
      );
    const which = segment === name ? "it" : `"${segment}"`;
    throw new TypeError(
      `"${name}" is not an event name: ${which} is not made of letters, digits, "_" and "-"`,
    );
  }
  if (where !== undefined && typeof where !== "function")
    throw new TypeError(`the predicate of "${name}" must be a function, not ${describeValue(where)}`);
  return { kind: "selector", name, where, label: label ?? (where && "where") };
}

/** What a value is, for messages that say what may stand there instead. */
export function describeValue(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}

/** Whether the name pattern takes `name`. Cost O(segments), times those after the last `**` at worst. */
export function nameMatches(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  return segmentsMatch(pattern.split("."), name.split("."));
}

function segmentsMatch(pattern: readonly string[], name: readonly string[]): boolean {
  let p = 0;
  let n = 0;
  // The last `**`, and where what it stands for ends: it takes as little as it can, then more.
  let wide = -1;
  let until = 0;
  while (n < name.length) {
    const segment = pattern[p];
    if (segment === "**") {
      wide = p++;
      until = ++n;
    } else if (segment !== undefined && (segment === "*" || segment === name[n])) {
      p++;
      n++;
    } else if (wide !== -1) {
      p = wide + 1;
      n = ++until;
    } else return false;
  }
  return p === pattern.length;
}
