import { expect } from "vitest";
import type { EventRef } from "../../src/event.ts";
import type { Oracle } from "../../src/testing/oracle.ts";

/** Whether each step of a chain is an edge of the whole graph, or hides no more than there was. */
export function checkPath(chain: readonly EventRef[], { history }: Oracle): void {
  const known = (id: string): (typeof history)[number] => history.find(({ event }) => event.id === id)!;
  for (const [at, ref] of chain.entries()) {
    const previous = chain[at - 1]?.id;
    if (previous === undefined) continue;
    const [cause, effect] = [known(previous), known(ref.id)];
    expect(effect.past.has(cause), `${previous} < ${ref.id}`).toBe(true);
    const between = [...effect.past].filter((node) => node.past.has(cause)).length;
    if (ref.hidden === undefined) expect(effect.direct.has(cause), `${previous} causes ${ref.id}`).toBe(true);
    else expect(ref.hidden).toBeGreaterThanOrEqual(1);
    expect(ref.hidden ?? 0, `hidden before ${ref.id}`).toBeLessThanOrEqual(between);
  }
}
