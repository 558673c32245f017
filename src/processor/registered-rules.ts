import type { LinkRule } from "../admission/link-rule.ts";
import type { Constraint } from "../constrain/constraint.ts";
import type { Watch } from "../match/watch.ts";
import { show } from "../show.ts";
import type { Handle } from "./listeners.ts";
import type { Pump } from "./pump.ts";

type Rule = Constraint | Watch | LinkRule;

/** The registered rules. The engine knows each by identity, so what is registered twice is copied. */
export class RegisteredRules {
  readonly #pump: Pump;
  readonly #registered = new Set<Rule>();
  #ended = false;

  constructor(pump: Pump) {
    this.#pump = pump;
  }

  watch(watch: Watch): Handle {
    mustBe(watch, ["watch"], "watch");
    const rule = this.#own(watch);
    return this.#register(rule, { type: "watch", watch: rule });
  }

  enforce(constraint: Constraint): Handle {
    mustBe(constraint, ["mustMatch", "never", "precededBy"], "enforce");
    const rule = this.#own(constraint);
    return this.#register(rule, { type: "enforce", constraint: rule });
  }

  link(link: LinkRule): Handle {
    mustBe(link, ["link"], "link");
    const rule = this.#own(link);
    return this.#register(rule, { type: "link", link: rule });
  }

  /** From now on disposing changes nothing: the verdicts are made. */
  end(): void {
    this.#ended = true;
  }

  #own<R extends Rule>(rule: R): R {
    return this.#registered.has(rule) ? { ...rule } : rule;
  }

  #register(rule: Rule, input: Parameters<Pump["step"]>[0]): Handle {
    void this.#pump.step(input);
    this.#registered.add(rule);
    this.#pump.follow([]);
    return {
      dispose: () => {
        if (!this.#registered.delete(rule) || this.#ended) return;
        void this.#pump.step({ type: "dispose", rule });
        this.#pump.follow([]);
      },
    };
  }
}

function mustBe(rule: unknown, kinds: readonly string[], place: string): void {
  const kind = (rule as { kind?: unknown } | null | undefined)?.kind;
  if (!kinds.includes(kind as string))
    throw new TypeError(`${place}() takes what ${kinds.join("(), ")}() returns, not ${show(rule)}`);
}
