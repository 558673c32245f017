import { show } from "../show.ts";
import { CauseContext, type Outcomes, currentContext, runIn } from "./cause-context.ts";

type Cause = string | { readonly id: string };

/** Ids of events, or anything with an id; one of them, or several. */
export type Causes = Cause | Iterable<Cause>;

/**
 * Runs `fn` because of these events: what an adapter sees sent in it, and in whatever it starts and
 * awaits, is caused by them, and no longer by what was current outside. No causes at all is fine: the
 * past of the caller is then none of its. Throws a TypeError for what is no cause.
 *
 * What is carried is a context and no order: two calls that `fn` makes one after the other are both
 * caused by `causes`, and the second not by the first. To say that, name the first one's outcome.
 *
 * @example await withCause(alert, () => client.callTool({ name: "page", arguments: {} }));
 */
export function withCause<T>(causes: Causes, fn: () => T): T {
  return runIn(new CauseContext(idsOf(causes), currentContext()?.scopes ?? []), fn);
}

/** What the running code does things because of: ids of events. Empty outside of any context. Cost O(1). */
export function currentCauses(): readonly string[] {
  return currentContext()?.causes ?? NONE;
}

const NONE: readonly string[] = Object.freeze([]);

/**
 * Something that is done because of events, and what came of it, so that the next step can cite that.
 * It remembers an id for each end that nothing else in it was caused by.
 *
 * @example
 * const listing = new CauseScope(task);
 * await listing.run(() => client.callTool({ name: "list_directory", arguments: { path: "." } }));
 * await withCause(listing.outcomes, () => client.callTool({ name: "read_file", arguments: { path: "a" } }));
 */
export class CauseScope implements Outcomes {
  readonly causes: readonly string[];
  readonly #outcomes = new Set<string>();

  /** Throws a TypeError for what is no cause. */
  constructor(causes: Causes) {
    this.causes = idsOf(causes);
  }

  /** Like `withCause`. May be called more than once: the outcomes add up. */
  run<T>(fn: () => T): T {
    return runIn(new CauseContext(this.causes, [...(currentContext()?.scopes ?? []), this]), fn);
  }

  /**
   * Ids of the events in which what was done in it ended (results, errors, cancellations), in the
   * order in which they did; of those that led to one another the last. Nothing while all is under way.
   */
  get outcomes(): readonly string[] {
    return [...this.#outcomes];
  }

  /** A context of these causes in which nothing counts of what is current. For adapters: see `deliverIn`. */
  context(): CauseContext {
    return new CauseContext(this.causes, [this]);
  }

  /** For adapters: see `CauseContext.ended`. */
  ended(event: string, causes: readonly string[]): void {
    for (const cause of causes) this.#outcomes.delete(cause);
    this.#outcomes.add(event);
  }
}

function idsOf(causes: Causes): readonly string[] {
  const all = typeof causes === "string" || isEvent(causes) ? [causes] : causes;
  if (typeof all !== "object" || all === null || !(Symbol.iterator in all)) throw notCauses(causes);
  const ids = new Set<string>();
  for (const cause of all) {
    const id: unknown = typeof cause === "string" ? cause : (cause as { id?: unknown } | null)?.id;
    if (typeof id !== "string" || id === "") throw notCauses(causes);
    ids.add(id);
  }
  return Object.freeze([...ids]);
}

function isEvent(causes: Causes): causes is { readonly id: string } {
  return typeof causes === "object" && causes !== null && "id" in causes;
}

function notCauses(causes: unknown): TypeError {
  return new TypeError(`causes are ids of events, or events: one, or a list; not ${show(causes)}`);
}
