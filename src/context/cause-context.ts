import type { AsyncLocalStorage } from "node:async_hooks";

/** Who wants to know in which events the things done in a context ended. */
export interface Outcomes {
  /** `event` is the end of something that was done because of `causes`. */
  ended(event: string, causes: readonly string[]): void;
}

/** Why code runs: the events it was made to run by, and who wants to know what came of it. */
export class CauseContext {
  /** Ids of events, without duplicates. */
  readonly causes: readonly string[];
  /** The scopes it runs in, the outermost first. */
  readonly scopes: readonly Outcomes[];

  constructor(causes: readonly string[], scopes: readonly Outcomes[]) {
    this.causes = causes;
    this.scopes = scopes;
  }

  /**
   * Tells the scopes it runs in that `event` is the end of something done here, which was done
   * because of `causes`. For adapters. Cost O(scopes × causes).
   */
  ended(event: string, causes: readonly string[]): void {
    for (const scope of this.scopes) scope.ended(event, causes);
  }
}

/**
 * Made by the first who needs it: while a store is in use, Node 20 makes every `await` of the process
 * dearer. Never `enterWith`: what it sets leaks into the caller.
 */
let storage: AsyncLocalStorage<CauseContext> | undefined;

/** The context of the running code; `undefined` outside of any. Cost O(1). */
export function currentContext(): CauseContext | undefined {
  return storage?.getStore();
}

/** Whether any context is carried in this process, or was. Cost O(1). */
export function contextsInUse(): boolean {
  return storage !== undefined;
}

/** Runs `fn`, and what it starts, in the context. Throws an Error where the platform cannot carry one. */
export function runIn<T>(context: CauseContext, fn: () => T): T {
  storage ??= makeStorage();
  if (storage !== undefined) return storage.run(context, fn);
  throw new Error(
    "this platform has no AsyncLocalStorage, so no context can be carried through await: name the causes on the events themselves",
  );
}

/**
 * Calls a handler of somebody else in the context that its message stands in, and in none where it
 * has none: a connection would call it in the context of whoever opened it. For adapters; unlike
 * `withCause` it calls the handler also where the platform carries no context.
 */
export function deliverIn<T>(context: CauseContext | undefined, fn: () => T): T {
  if (context !== undefined) storage ??= makeStorage();
  return storage === undefined ? fn() : storage.run(context ?? NOTHING_KNOWN, fn);
}

const NOTHING_KNOWN = new CauseContext([], []);

function makeStorage(): AsyncLocalStorage<CauseContext> | undefined {
  // Not an import: where there is no Node, all that does without a context must load.
  const hooks = globalThis.process?.getBuiltinModule?.("node:async_hooks");
  return hooks && new hooks.AsyncLocalStorage<CauseContext>();
}
