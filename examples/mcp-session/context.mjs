import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Why the running code does what it does: the ids of the events that made it act, and the ids of
 * the requests it has sent so far.
 *
 * @typedef {{ readonly causes: readonly string[], readonly sent: string[] }} Context
 */

/** @type {AsyncLocalStorage<Context>} */
const storage = new AsyncLocalStorage();

/** @returns {Context | undefined} */
export function currentContext() {
  return storage.getStore();
}

/**
 * Whatever `act` sends is recorded as caused by `causes`.
 *
 * @template T
 * @param {readonly string[]} causes
 * @param {(context: Context) => T} act
 * @returns {T}
 */
export function because(causes, act) {
  const context = { causes, sent: [] };
  return storage.run(context, () => act(context));
}

/**
 * @template T
 * @param {Context | undefined} context
 * @param {() => T} act
 * @returns {T}
 */
export function within(context, act) {
  return context ? storage.run(context, act) : act();
}
