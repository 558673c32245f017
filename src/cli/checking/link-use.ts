import { lookedUp, showKey } from "../../link-key.ts";
import type { LinkKey, LinkRule } from "../../admission/link-rule.ts";
import { describePart, type Part } from "../../pattern/pattern.ts";
import { pathOf } from "../../rules/key-paths.ts";

/** Keys that are kept of each side until two are equal: the last so many. */
const MOST = 10_000;

/** A link rule at work, and whether it found anything. */
export class LinkUse {
  /** What the engine is to be given: the rule, watched until it finds a cause. */
  readonly rule: LinkRule;
  /** Whether an effect and a cause had the same key. */
  found = false;
  readonly #effect: Side;
  readonly #cause: Side;

  constructor(rule: LinkRule) {
    this.#effect = new Side(rule.effect, rule.effectKey);
    this.#cause = new Side(rule.cause, rule.causeKey);
    this.rule = {
      ...rule,
      effectKey: this.#watched(this.#effect, this.#cause),
      causeKey: this.#watched(this.#cause, this.#effect),
    };
  }

  /** Why events of both sides came and none was linked; `undefined` where that is not so. */
  get problem(): string | undefined {
    const [effect, cause] = [this.#effect, this.#cause];
    if (this.found || effect.events === 0 || cause.events === 0) return undefined;
    const missing = [effect, cause].find(({ keys }) => keys.size === 0);
    const why =
      missing === undefined
        ? `${effect.path} of no ${effect.name} is ${cause.path} of a ${cause.name} (such as ${effect.example} and ${cause.example})`
        : `no ${missing.name} has ${missing.path}`;
    return `no link was made, though ${effect.name} and ${cause.name} both came: ${why}`;
  }

  #watched(own: Side, other: Side): LinkKey {
    return (event) => {
      const key = own.keyOf(event);
      if (this.found) return key;
      const compared = lookedUp(key);
      own.note(compared, event.id);
      const id = other.keys.get(compared);
      // An event that is both is no cause of itself.
      this.found = id !== undefined && id !== event.id;
      if (this.found) {
        own.keys.clear();
        other.keys.clear();
      }
      return key;
    };
  }
}

/** What came of one side of a link rule. */
class Side {
  readonly name: string;
  readonly path: string;
  readonly keyOf: LinkKey;
  events = 0;
  /** Each with the event that had it last. */
  readonly keys: Map<unknown, string> = new Map();

  constructor(part: Part, keyOf: LinkKey) {
    this.name = describePart(part);
    this.path = pathOf(keyOf) ?? "the key";
    this.keyOf = keyOf;
  }

  get example(): string {
    return showKey(this.keys.keys().next().value);
  }

  note(key: unknown, id: string): void {
    this.events++;
    if (key === undefined || key === null) return;
    this.keys.set(key, id);
    if (this.keys.size > MOST) this.keys.delete(this.keys.keys().next().value);
  }
}
