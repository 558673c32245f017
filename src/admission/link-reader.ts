import type { Entry } from "../ledger/entry.ts";
import { RoleReader } from "../match/rule.ts";
import { describePart } from "../pattern/pattern.ts";
import type { LinkRule } from "./link-rule.ts";

/** The roles of a link rule. */
export const EFFECT = 1;
export const CAUSE = 2;

/** Where a link rule finds an event. */
export interface LinkPlace {
  readonly reader: LinkReader;
  readonly key: unknown;
}

/** What has come of a link rule so far. */
export interface LinkUse {
  readonly rule: LinkRule;
  /** Whether there were effects and causes, linked or not. */
  readonly bothCame: boolean;
  /** Whether two of them ever had the same key, be it too late for a link. */
  readonly met: boolean;
  /** The first key of either side, as it is looked up; `undefined` where none had one. */
  readonly firstEffectKey: unknown;
  readonly firstCauseKey: unknown;
}

/** A link rule at work: which events could be causes, by key, and which effects wait for one. */
export class LinkReader extends RoleReader implements LinkUse {
  readonly name: string;
  readonly rule: LinkRule;
  readonly candidates: Map<unknown, Set<Entry>> = new Map();
  readonly waiting: Map<unknown, Set<Entry>> = new Map();
  /** Keys of effects that were admitted without a cause. */
  readonly missed: Set<unknown> = new Set();
  met = false;
  firstEffectKey: unknown = undefined;
  firstCauseKey: unknown = undefined;

  constructor(rule: LinkRule) {
    super([
      ["effect", rule.effect],
      ["cause", rule.cause],
    ]);
    this.rule = rule;
    this.name = `link ${describePart(rule.cause)} to ${describePart(rule.effect)}`;
  }

  get bothCame(): boolean {
    return this.played === (EFFECT | CAUSE);
  }
}
