import type { LinkRule } from "../admission/link-rule.ts";
import type { Constraint } from "../constrain/constraint.ts";
import type { Watch } from "../match/watch.ts";
import { show } from "../show.ts";
import type { Handle } from "./listeners.ts";
import type { Pump } from "./pump.ts";

type Rule = Constraint | Watch | LinkRule;

/** The registered rules. The engine knows each by identity, so each registration has a copy of its own. */
export class RegisteredRules {
  readonly #pump: Pump;
  readonly #silence: (watch: Watch) => void;
  #ended = false;

  /** `silence` is told of a watch that is disposed of. */
  constructor(pump: Pump, silence: (watch: Watch) => void) {
    this.#pump = pump;
    this.#silence = silence;
  }

  watch(watch: Watch): Handle {
    mustBe(watch, ["watch"], "watch");
    const rule = { ...watch };
    return this.#register(rule, { type: "watch", watch: rule });
  }

  enforce(constraint: Constraint): Handle {
    mustBe(constraint, ["mustMatch", "never", "precededBy"], "enforce");
    const rule = { ...constraint };
    return this.#register(rule, { type: "enforce", constraint: rule });
  }

  link(link: LinkRule): Handle {
    mustBe(link, ["link"], "link");
    const rule = { ...link };
    return this.#register(rule, { type: "link", link: rule });
  }

  /** From now on disposing changes nothing: the verdicts are made. */
  end(): void {
    this.#ended = true;
  }

  #register(rule: Rule, input: Parameters<Pump["step"]>[0]): Handle {
    void this.#pump.step(input);
    this.#pump.follow([]);
    let isThere = true;
    return {
      dispose: () => {
        if (!isThere) return;
        isThere = false;
        if (rule.kind === "watch") this.#silence(rule);
        if (this.#ended) return;
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
