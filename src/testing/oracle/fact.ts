import type { Output } from "../../engine/output.ts";

/** Something that happened, in words that the engine's outputs and the oracle share. */
export type Fact =
  | { readonly fact: "admitted"; readonly id: string; readonly causes: readonly string[] }
  | VerdictFact
  | { readonly fact: "match"; readonly watch: string; readonly events: readonly string[] }
  | { readonly fact: "evicted"; readonly id: string }
  | { readonly fact: "rejected" | "conflict" | "missingCauses" | "cycle"; readonly ids: readonly string[] };

/** A verdict on one instance of a constraint. */
export interface VerdictFact {
  readonly fact: "satisfied" | "violated" | "inconclusive";
  readonly constraint: string;
  readonly instance: string;
  readonly reason?: string;
  /** Violations only: the ids of the events it names. */
  readonly events?: readonly string[];
  readonly certain?: boolean;
}

/** The facts among an engine's outputs, in their order. Cost: the length of the outputs. */
export function factsOf(outputs: Iterable<Output>): Fact[] {
  const facts: Fact[] = [];
  for (const output of outputs) {
    const fact = factOf(output);
    if (fact) facts.push(fact);
  }
  return facts;
}

function factOf(output: Output): Fact | undefined {
  switch (output.type) {
    case "admitted":
      return { fact: "admitted", id: output.event.id, causes: [...output.event.causes].toSorted() };
    case "satisfied":
      return { fact: "satisfied", constraint: output.constraint.name, instance: output.instance };
    case "violation": {
      const { constraint, instance, reason, events, certain } = output.violation;
      return { fact: "violated", constraint, instance, reason, events: events.map((ref) => ref.id), certain };
    }
    case "inconclusive":
      return { fact: "inconclusive", ...pick(output.inconclusive) };
    case "match":
      return { fact: "match", watch: output.watch.name, events: output.events.map((event) => event.id) };
    case "evicted":
      return { fact: "evicted", id: output.event.id };
    case "diagnostic": {
      const { kind, events = [] } = output.diagnostic;
      if (kind === "cycle") return { fact: kind, ids: [...events].toSorted() };
      if (kind === "rejected") return { fact: kind, ids: [] };
      // The first is the event it is about; what follows it is detail.
      if (kind === "conflict" || kind === "missingCauses") return { fact: kind, ids: events.slice(0, 1) };
      return undefined;
    }
  }
}

function pick(inconclusive: {
  constraint: string;
  instance: string;
  reason: string;
}): Omit<VerdictFact, "fact"> {
  const { constraint, instance, reason } = inconclusive;
  return { constraint, instance, reason };
}
