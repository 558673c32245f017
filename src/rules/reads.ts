/** Which fields of `data` conditions and keys of a rule file read, by the function made of each. */
const fields = new WeakMap<object, readonly string[]>();

/** Notes what a function reads, and returns it. */
export function reading<F extends object>(read: F, of: readonly string[]): F {
  fields.set(read, of);
  return read;
}

/** The fields of `data` that a function of a rule file reads; nothing is known of other functions. */
export function fieldsReadBy(read: object | undefined): readonly string[] {
  return (read && fields.get(read)) ?? [];
}
