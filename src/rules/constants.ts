/** Conditions that read nothing of an event. */
const constants = new WeakSet<object>();

/** Notes that a condition reads nothing of an event, and returns it. */
export function constant<F extends object>(condition: F): F {
  constants.add(condition);
  return condition;
}

/** Whether it is a condition of a rule file that reads nothing of an event. */
export function isConstant(condition: object): boolean {
  return constants.has(condition);
}
