import type * as fastCheck from "fast-check";

/** fast-check itself, handed in by the caller: this package does not depend on it. */
export type FastCheck = Omit<typeof fastCheck, "default">;

export type Arbitrary<T> = fastCheck.Arbitrary<T>;
