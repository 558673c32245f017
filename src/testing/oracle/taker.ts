import { selectorsOf, type Part } from "../../pattern/pattern.ts";
import type { Known } from "./known.ts";

/** The selectors of one rule, and how often their predicates failed. */
export class Taker {
  /** Events on which a predicate of the rule was asked. */
  readonly #asked = new Set<Known>();
  /** Events on which a predicate of the rule gave an answer. */
  readonly #answered = new Set<Known>();
  readonly #failed = new Set<Known>();

  /** Whether one of the part's selectors takes the event. */
  takes(part: Part, node: Known): boolean {
    return selectorsOf(part).some((selector) => {
      if (!nameTakes(selector.name, node.event.name)) return false;
      if (selector.where === undefined) return true;
      this.#asked.add(node);
      let answer: unknown;
      try {
        answer = selector.where(node.event);
      } catch {
        answer = undefined;
      }
      (typeof answer === "boolean" ? this.#answered : this.#failed).add(node);
      return answer === true;
    });
  }

  get errors(): number {
    return this.#failed.size;
  }

  get alwaysFailed(): boolean {
    return this.#asked.size > 0 && this.#answered.size === 0;
  }
}

const expressions = new Map<string, RegExp>();

/** `*` is one segment, `**` one or more. */
function nameTakes(pattern: string, name: string): boolean {
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    const segments = pattern
      .split(".")
      .map((segment) => (segment === "**" ? "[^.]+(\\.[^.]+)*" : segment === "*" ? "[^.]+" : segment));
    expression = new RegExp(`^${segments.join("\\.")}$`);
    expressions.set(pattern, expression);
  }
  return expression.test(name);
}
