import type { Violation } from "../../constrain/violation.ts";
import type { EventRef } from "../../event.ts";
import type { Paint } from "./paint.ts";
import { counted, printable, showTime, UNCERTAIN } from "../../wording.ts";
import { type Cell, table } from "./table.ts";

/** A violation as people read it: what was violated, and the causal chain that proves it. */
export function drawViolation(violation: Violation, paint: Paint): string {
  const { constraint, severity, message, certain, chain, events } = violation;
  const mark = severity === "error" ? paint.bad("✗") : paint.warn("!");
  const head = `${mark} ${paint.strong(printable(constraint))}: ${printable(message)}`;
  const doubt = certain ? "" : `\n    ${paint.faint(UNCERTAIN)}`;
  const inChain = new Set(chain.map(({ id }) => id));
  const beside = events.filter(({ id }) => !inChain.has(id));
  const also = beside.map(({ name, id }) => `\n    with ${name}  ${printable(id)}`).join("");
  // What the stream as a whole must not hold need not be related: no arrows then.
  const arrow = violation.instance === "*" ? "" : `    ${paint.faint("↓")}\n`;
  return `${head}\n${drawChain(chain, new Set(events.map(({ id }) => id)), arrow, paint)}${also}${doubt}\n`;
}

/**
 * Each event on a line, the cause above its effect, `arrow` between them. Where all have the time 0 it is
 * left out: it is what events have to which nobody gave one.
 */
export function drawChain(
  chain: readonly EventRef[],
  culprits: ReadonlySet<string>,
  arrow: string,
  paint: Paint,
): string {
  const isTimed = chain.some(({ time }) => time !== 0);
  const lines = table(chain.map((step) => cells(step, culprits.has(step.id), isTimed, paint))).split("\n");
  return chain
    .map((step, at) => {
      const line = `    ${lines[at] ?? ""}`;
      const between = step.hidden ? `    ${paint.faint(`┆ ${counted(step.hidden, "event")} between`)}\n` : "";
      return (step.hidden ? between : at === 0 ? "" : arrow) + line;
    })
    .join("\n");
}

function cells(
  { id, name, source, time, evicted }: EventRef,
  culprit: boolean,
  isTimed: boolean,
  paint: Paint,
): Cell[] {
  const last = [...(isTimed ? [showTime(time)] : []), ...(evicted ? ["(evicted)"] : [])].join("  ");
  return [
    { text: name, paint: culprit ? paint.strong : undefined },
    { text: printable(id) },
    { text: printable(source), paint: paint.faint },
    ...(last === "" ? [] : [{ text: last, paint: paint.faint }]),
  ];
}
