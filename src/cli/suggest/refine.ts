import { type Constraint, mustMatch } from "../../index.ts";
import type { CausalGraph } from "../../graph/causal-graph.ts";
import { selectorsOf } from "../../pattern/pattern.ts";
import type { Evidence } from "./evidence.ts";

/** What an unanswered instance may have ended with instead. */
const ENDS = 2;

/**
 * For rules that nearly hold: the same, with what the first counterexample ended with for a further
 * response. A call that was not answered by a result was perhaps answered by an error, some steps on.
 * Each beside what it would replace.
 */
export function refinements(
  all: readonly Evidence[],
  graph: CausalGraph,
): { readonly of: Evidence; readonly refined: Constraint }[] {
  return all.flatMap((evidence) => {
    const { constraint, example } = evidence;
    if (constraint.kind !== "mustMatch" || example === undefined || !graph.has(example)) return [];
    const trigger = selectorsOf(constraint.trigger).map(({ name }) => name);
    const response = selectorsOf(constraint.response).map(({ name }) => name);
    const ends = [...new Set(graph.impact(example).leaves.map(({ name }) => name))].filter(
      (name) => !response.includes(name) && !trigger.includes(name),
    );
    if (ends.length === 0 || ends.length > ENDS) return [];
    return [{ of: evidence, refined: mustMatch({ trigger, response: [...response, ...ends] }) }];
  });
}
