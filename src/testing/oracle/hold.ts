import { byArrival, type Known } from "./known.ts";

/** What forcing comes to next: one event to admit, or a cycle to reject. */
export type Forced = { readonly admit: Known } | { readonly reject: readonly Known[] };

/** The events that wait for a cause, in order of arrival. */
export class Hold {
  readonly held: Known[] = [];
  readonly #known: (id: string) => Known | undefined;

  /** `known` finds admitted events, retained or remembered. */
  constructor(known: (id: string) => Known | undefined) {
    this.#known = known;
  }

  add(node: Known): void {
    this.held.push(node);
  }

  remove(node: Known): void {
    const at = this.held.indexOf(node);
    if (at >= 0) this.held.splice(at, 1);
  }

  find(id: string): Known | undefined {
    return this.held.find((node) => node.event.id === id);
  }

  /** The ids that keep it from being admitted. */
  unresolved(node: Known): string[] {
    return [...node.causes].filter((id) => this.#known(id) === undefined);
  }

  isFree(node: Known): boolean {
    return node.wanted.length === 0 && this.unresolved(node).length === 0;
  }

  /** Of those that wait for nothing, the first arrived. */
  firstFree(): Known | undefined {
    return this.held.find((node) => this.isFree(node));
  }

  /** The held events it cites, in order of arrival. */
  waitsFor(node: Known): Known[] {
    return this.held.filter((other) => node.causes.has(other.event.id)).toSorted(byArrival);
  }

  /**
   * The next step of forcing `node` out: what it waits for goes first, in order of arrival and in
   * the same way; a cycle goes as a whole, after what it waits for outside itself.
   */
  force(node: Known): Forced {
    const component = this.#componentOf(node);
    const outside = this.held.filter(
      (other) => !component.has(other) && [...component].some((member) => member.causes.has(other.event.id)),
    );
    const first = outside.toSorted(byArrival)[0];
    if (first) return this.force(first);
    return component.size > 1 ? { reject: [...component].toSorted(byArrival) } : { admit: node };
  }

  /** The strongly connected component: what it waits for that waits for it. */
  #componentOf(node: Known): Set<Known> {
    const ahead = this.#reach(node);
    return new Set([node, ...[...ahead].filter((other) => this.#reach(other).has(node))]);
  }

  #reach(node: Known): Set<Known> {
    const seen = new Set<Known>();
    const todo = [node];
    for (let next = todo.pop(); next; next = todo.pop())
      for (const other of this.waitsFor(next)) {
        if (seen.has(other)) continue;
        seen.add(other);
        todo.push(other);
      }
    return seen;
  }
}
