import type { CausalEvent } from "../event.ts";
import { checkKnown } from "../known-options.ts";
import { type Part, type PartInput, toAlternatives } from "../pattern/pattern.ts";
import { show } from "../show.ts";

/** The key by which an effect finds its cause. `undefined` and `null` are no key: no link is made. */
export type LinkKey = (event: CausalEvent<any>) => unknown;

/** Makes events of one kind causes of events of another where their keys are equal. */
export interface LinkRule {
  readonly kind: "link";
  readonly effect: Part;
  readonly cause: Part;
  readonly effectKey: LinkKey;
  readonly causeKey: LinkKey;
  /** Whether an effect waits for a cause that has not come yet. */
  readonly wait: boolean;
}

export interface LinkOptions {
  readonly effect: PartInput | readonly PartInput[];
  readonly cause: PartInput | readonly PartInput[];
  readonly on: readonly [effectKey: LinkKey, causeKey: LinkKey];
  readonly wait?: boolean | undefined;
}

/** Declares where causes come from when the producer does not name them. Throws a TypeError. */
export function link(options: LinkOptions): LinkRule {
  if (typeof options !== "object" || options === null)
    throw new TypeError("link() takes an object with effect, cause, on and wait");
  checkKnown("link()", options, ["effect", "cause", "on", "wait"]);
  const { effect, cause, on, wait = true } = options;
  if (typeof wait !== "boolean") throw new TypeError(`link wait is true or false, not ${show(wait)}`);
  const [effectKey, causeKey] = Array.isArray(on) ? (on as LinkOptions["on"]) : [];
  if (typeof effectKey !== "function" || typeof causeKey !== "function")
    throw new TypeError("link needs on: [effectKey, causeKey], two functions of an event");
  return {
    kind: "link",
    effect: toAlternatives(effect, "link effect"),
    cause: toAlternatives(cause, "link cause"),
    effectKey,
    causeKey,
    wait,
  };
}
