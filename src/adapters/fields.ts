/** The fields of an object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;
