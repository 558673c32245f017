import { checkKnown } from "../known-options.ts";
import {
  type AllOf,
  describePart,
  type Part,
  type PartInput,
  type Seq,
  toAlternatives,
  toForbidden,
} from "../pattern/pattern.ts";
import { show } from "../show.ts";
import { describeWithin } from "../wording.ts";

export type Severity = "error" | "warning";

/** How long a response may take. */
export type Within =
  | { readonly events: number }
  | {
      readonly ms: number;
      /** Default: arrival when live, event for files. */
      readonly clock?: "arrival" | "event";
      /** Event clock only: how far behind the watermark an event may still come. Default 0. */
      readonly allowedLatenessMs?: number;
    };

interface Named {
  /** Unique; derived from the content when none is given. */
  readonly name: string;
  /** Whether the user gave the name: derived names are numbered where they collide. */
  readonly named: boolean;
  readonly severity: Severity;
}

/** Each trigger must cause a response. */
export interface MustMatch extends Named {
  readonly kind: "mustMatch";
  readonly trigger: Part;
  readonly response: Part;
  readonly within: Within | undefined;
}

/** The pattern must not occur: at all, or after any one cause. */
export interface Never extends Named {
  readonly kind: "never";
  readonly pattern: Seq | AllOf;
  readonly withinCause: Part | undefined;
  readonly scope: "all" | "nearest";
}

/** Each effect must have a cause of the given kind in its past. */
export interface PrecededBy extends Named {
  readonly kind: "precededBy";
  readonly effect: Part;
  readonly cause: Part;
}

export type Constraint = MustMatch | Never | PrecededBy;

interface ConstraintOptions {
  readonly name?: string | undefined;
  readonly severity?: Severity | undefined;
}

type Alternatives = PartInput | readonly PartInput[];

export interface MustMatchOptions extends ConstraintOptions {
  readonly trigger: Alternatives;
  readonly response: Alternatives;
  readonly within?: Within | undefined;
}

export interface NeverOptions extends ConstraintOptions {
  readonly pattern: PartInput | Seq<any> | AllOf<any> | readonly PartInput[];
  readonly withinCause?: Alternatives | undefined;
  readonly scope?: "all" | "nearest" | undefined;
}

export interface PrecededByOptions extends ConstraintOptions {
  readonly effect: Alternatives;
  readonly cause: Alternatives;
}

/** "Every trigger must cause a response", in time where `within` says so. Throws a TypeError. */
export function mustMatch(options: MustMatchOptions): MustMatch {
  const known = checked("mustMatch", options, ["trigger", "response", "within"]);
  const trigger = toAlternatives(known.trigger, "mustMatch trigger");
  const response = toAlternatives(known.response, "mustMatch response");
  const within = checkedWithin(known.within);
  const content = `${describePart(trigger)} must cause ${describePart(response)}${within === undefined ? "" : ` ${describeWithin(within)}`}`;
  return { kind: "mustMatch", ...naming(known, content), trigger, response, within };
}

/** "This must not happen", at all or within one cause. Throws a TypeError. */
export function never(options: NeverOptions): Never {
  const known = checked("never", options, ["pattern", "withinCause", "scope"]);
  const scoped = known.withinCause !== undefined;
  const pattern = toForbidden(known.pattern, "never pattern", scoped);
  const withinCause = scoped ? toAlternatives(known.withinCause, "never withinCause") : undefined;
  const scope = known.scope ?? "all";
  if (scope !== "all" && scope !== "nearest")
    throw new TypeError(`never scope is "all" or "nearest", not ${show(scope)}`);
  if (scope === "nearest" && !scoped)
    throw new TypeError(`never scope: "nearest" needs withinCause: it says which of the causes counts`);
  const content =
    `never ${pattern.kind}(${pattern.parts.map(describePart).join(", ")})` +
    (withinCause ? ` within ${scope === "nearest" ? "nearest " : ""}${describePart(withinCause)}` : "");
  return { kind: "never", ...naming(known, content), pattern, withinCause, scope };
}

/** "No effect without a cause of this kind before it." Throws a TypeError. */
export function precededBy(options: PrecededByOptions): PrecededBy {
  const known = checked("precededBy", options, ["effect", "cause"]);
  const effect = toAlternatives(known.effect, "precededBy effect");
  const cause = toAlternatives(known.cause, "precededBy cause");
  const content = `${describePart(effect)} preceded by ${describePart(cause)}`;
  return { kind: "precededBy", ...naming(known, content), effect, cause };
}

function naming(options: ConstraintOptions, content: string): Named {
  const { name, severity = "error" } = options;
  if (name !== undefined && (typeof name !== "string" || name === ""))
    throw new TypeError(`a constraint's name is a non-empty string, not ${show(name)}`);
  if (severity !== "error" && severity !== "warning")
    throw new TypeError(`severity is "error" or "warning", not ${show(severity)}`);
  return { name: name ?? content, named: name !== undefined, severity };
}

function checked<O extends object>(kind: string, options: O, keys: readonly string[]): O {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`${kind}() takes an object with ${keys.join(", ")}`);
  checkKnown(`${kind}()`, options, [...keys, "name", "severity"]);
  return options;
}

function checkedWithin(within: Within | undefined): Within | undefined {
  if (within === undefined) return undefined;
  if (typeof within !== "object" || within === null)
    throw new TypeError(`within is { events } or { ms }, not ${show(within)}`);
  if ("events" in within) {
    checkKnown("within { events }", within, ["events"]);
    if (!Number.isInteger(within.events) || within.events < 1)
      throw new TypeError(`within.events is a whole number from 1 up, not ${show(within.events)}`);
    return within;
  }
  if (!("ms" in within)) throw new TypeError("within needs events or ms");
  checkKnown("within { ms }", within, ["ms", "clock", "allowedLatenessMs"]);
  for (const key of ["ms", "allowedLatenessMs"] as const) {
    const value = within[key];
    if (value !== undefined && !(Number.isFinite(value) && value >= 0))
      throw new TypeError(`within.${key} is a number of milliseconds from 0 up, not ${show(value)}`);
  }
  const { clock } = within;
  if (clock !== undefined && clock !== "arrival" && clock !== "event")
    throw new TypeError(`within.clock is "arrival" or "event", not ${show(clock)}`);
  if (clock === "arrival" && within.allowedLatenessMs !== undefined)
    throw new TypeError(`within.allowedLatenessMs goes with the event clock`);
  return within;
}
