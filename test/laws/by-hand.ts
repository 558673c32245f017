import { expect } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import type { EngineOptions } from "../../src/engine/options.ts";
import { type Fact, factsOf, Oracle } from "../../src/testing/oracle.ts";
import { stepFully } from "./drive.ts";

// Runs that are written by hand, and what they come to in words.

const EVERYTHING = { admitted: true, evicted: true, satisfied: true };

export function arrive(
  id: string,
  name: string,
  causes: string[] = [],
  more: { time?: number; now?: number; source?: string } = {},
): Input {
  const { now = 0, time, source = "s" } = more;
  return {
    type: "arrival",
    event: { id, name, causes, ...(time === undefined ? {} : { time }) },
    source,
    at: now,
    now,
  };
}

const source: Input = { type: "sourceAdded", source: "s", ordered: false, idleMs: Infinity, now: 0 };
export const ended: Input = { type: "sourceEnded", source: "s", failed: false, now: 0 };
export const completed: Input = { type: "end", outcome: "completed", now: 0 };
export const tick = (now: number, horizon: number = Infinity): Input => ({ type: "tick", now, horizon });

/** What the oracle makes of the inputs, once the engine has been seen to make the same of them. */
export function told(inputs: Input[], options: EngineOptions = {}): string[] {
  const bounds = { ...options, tell: EVERYTHING };
  const oracle = new Oracle(bounds);
  const engine = new Engine(bounds);
  const all = [source, ...inputs];
  const expected = all.flatMap((input) => oracle.step(input)).map(inWords);
  const got = all.flatMap((input) => factsOf(stepFully(engine, input))).map(inWords);
  expect(got).toEqual(expected);
  return expected;
}

function inWords(fact: Fact): string {
  switch (fact.fact) {
    case "admitted":
    case "evicted":
      return `${fact.fact} ${fact.id}`;
    case "match":
      return `match ${fact.events.join(" ")}`;
    case "satisfied":
    case "violated":
    case "inconclusive":
      return [
        fact.fact,
        fact.instance,
        fact.reason,
        fact.events?.join(" "),
        fact.certain === false ? "uncertain" : "",
      ]
        .filter((word) => word)
        .join(" ");
    case "rejected":
    case "conflict":
    case "missingCauses":
    case "cycle":
      return `${fact.fact} ${fact.ids.join(" ")}`;
  }
}

export const verdictsOf = (words: string[]): string[] =>
  words.filter((word) => /^(satisfied|violated|inconclusive)/.test(word));
export const admittedOf = (words: string[]): string[] => words.filter((word) => word.startsWith("admitted"));
