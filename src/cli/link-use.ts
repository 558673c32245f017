import type { LinkKey, LinkRule } from "../admission/link-rule.ts";

/** Keys that are kept of each side until two are equal: the last so many. */
const MOST = 10_000;

/** The keys of one side of a link rule, each with the event that had it last. */
type Keys = Map<unknown, string>;

/** A link rule at work, and whether it found anything. */
export class LinkUse {
  /** What the engine is to be given: the rule, watched until it finds a cause. */
  readonly rule: LinkRule;
  /** Whether an effect and a cause had the same key. */
  found = false;
  readonly #effects: Keys = new Map();
  readonly #causes: Keys = new Map();

  constructor(rule: LinkRule) {
    this.rule = {
      ...rule,
      effectKey: this.#watched(rule.effectKey, this.#effects, this.#causes),
      causeKey: this.#watched(rule.causeKey, this.#causes, this.#effects),
    };
  }

  #watched(keyOf: LinkKey, own: Keys, others: Keys): LinkKey {
    return (event) => {
      const key: unknown = keyOf(event);
      if (!this.found && key !== undefined && key !== null) this.#note(key, event.id, own, others);
      return key;
    };
  }

  #note(key: unknown, id: string, own: Keys, others: Keys): void {
    const other = others.get(key);
    // An event that is both is no cause of itself.
    this.found = other !== undefined && other !== id;
    own.set(key, id);
    if (own.size > MOST) own.delete(own.keys().next().value);
    if (!this.found) return;
    own.clear();
    others.clear();
  }
}
