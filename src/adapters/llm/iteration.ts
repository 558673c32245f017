/** What is done in the steps of something that is iterated, and how it ends. */
export interface IterationWatcher {
  /** Runs a step. */
  step<T>(run: () => T): T;
  /** It was read to its end or left, or it broke. Called once. */
  ended(isError: boolean): void;
}

/** The methods by which an iterator goes on. */
const STEPS = ["next", "return", "throw"] as const;

type Step = (...args: unknown[]) => unknown;

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof (value as AsyncIterable<unknown> | null | undefined)?.[Symbol.asyncIterator] === "function";
}

/**
 * Watches how an async iterable is read. It stays the object that it was, with what else it can do: only
 * the methods that run it are put in front of its own.
 */
export function watchIteration(iterable: AsyncIterable<unknown>, watcher: IterationWatcher): void {
  let over = false;
  const ended = (isError: boolean): void => {
    if (over) return;
    over = true;
    watcher.ended(isError);
  };
  const watched = new Set<object>();
  const watchSteps = (iterator: object): void => {
    watched.add(iterator);
    for (const name of STEPS) {
      const step: unknown = Reflect.get(iterator, name);
      if (typeof step !== "function") continue;
      put(iterator, name, async (...args) => {
        try {
          const result = await watcher.step(() => (step as Step).apply(iterator, args));
          if ((result as IteratorResult<unknown>).done === true) ended(false);
          return result;
        } catch (error) {
          ended(true);
          throw error;
        }
      });
    }
  };
  // A generator is its own iterator, and may be asked at once.
  if ("next" in iterable) watchSteps(iterable);
  const begin = iterable[Symbol.asyncIterator];
  put(iterable, Symbol.asyncIterator, () => {
    const iterator = watcher.step(() => begin.call(iterable));
    if (!watched.has(iterator)) watchSteps(iterator);
    return iterator;
  });
}

function put(owner: object, name: PropertyKey, value: Step): void {
  // What is frozen stays as it is.
  Reflect.defineProperty(owner, name, { value, configurable: true, writable: true });
}
