import type { Input } from "../../src/engine/input.ts";
import { describePart } from "../../src/pattern/pattern.ts";
import type { Scenario } from "../../src/testing/arbitraries.ts";

/** A run for people: one line for each rule and each input, the clock at the left. */
export function drawScenario({ options, inputs }: Scenario): string {
  const bounds = Object.entries(options).filter(([key, value]) => key !== "tell" && value !== undefined);
  return [
    `bounds ${bounds.map(([key, value]) => `${key}=${String(value)}`).join(" ")}`,
    ...inputs.map(drawInput),
  ]
    .map((line) => `  ${line}`)
    .join("\n");
}

function drawInput(input: Input): string {
  const clock = "now" in input ? `${input.now}`.padStart(6) : "      ";
  return `${clock}  ${describe(input)}`;
}

function describe(input: Input): string {
  switch (input.type) {
    case "arrival": {
      const { id, name, time, causes = [], data } = input.event;
      const cited = [...causes].map((cause) => (typeof cause === "string" ? cause : cause.id));
      const cites = cited.length === 0 ? "" : ` <- ${cited.join(" ")}`;
      const when = `${time === undefined ? "" : ` time=${time}`}${input.at === input.now ? "" : ` at=${input.at}`}`;
      return `${input.source}: ${id} ${name}${cites}${when} ${JSON.stringify(data)}`;
    }
    case "tick":
      return `tick, horizon ${input.horizon}`;
    case "sourceAdded":
      return `source ${input.source}${input.ordered ? ", ordered" : ""}, idle after ${input.idleMs}`;
    case "sourceEnded":
      return `${input.source} ${input.failed ? "failed" : "ended"}`;
    case "window":
      return `window ${input.windowSize}, remember ${input.remember ?? "as by default"}`;
    case "enforce":
      return `enforce ${drawRule(input.constraint)}`;
    case "watch":
      return `watch ${input.watch.parts.map(describePart).join(" < ")} (${input.watch.match})`;
    case "link":
      return `link ${drawRule(input.link)}`;
    case "dispose":
      return `dispose ${drawRule(input.rule)}`;
    case "end":
      return `end: ${input.outcome}`;
    case "admit":
      return "admit";
  }
}

type Rule = Extract<Input, { type: "dispose" }>["rule"];

function drawRule(rule: Rule): string {
  switch (rule.kind) {
    case "mustMatch":
      return `${rule.name}: ${describePart(rule.trigger)} must cause ${describePart(rule.response)} ${JSON.stringify(rule.within) ?? ""}`;
    case "never": {
      const scope = rule.withinCause ? ` within ${rule.scope} ${describePart(rule.withinCause)}` : "";
      return `${rule.name}: never ${rule.pattern.kind}(${rule.pattern.parts.map(describePart).join(", ")})${scope}`;
    }
    case "precededBy":
      return `${rule.name}: ${describePart(rule.effect)} preceded by ${describePart(rule.cause)}`;
    case "link":
      return `${describePart(rule.cause)} -> ${describePart(rule.effect)}${rule.wait ? "" : ", no waiting"}`;
    case "watch":
      return rule.name;
  }
}
