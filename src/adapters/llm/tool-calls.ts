import type { CauseContext } from "../../context/index.ts";
import { Recent } from "./recent.ts";

/** A call of a tool, and what became of it. */
export interface KnownCall {
  /** The event in which a model asked for it; `undefined` where nobody has seen that. */
  readonly event: string | undefined;
  /** The event of the answer that it came in. */
  readonly answer: string | undefined;
  /** Where the model was asked. */
  readonly context: CauseContext | undefined;
  /** The event in which its run ended, or in which it was refused. */
  result: string | undefined;
  /** Whether a request that was answered had its result. */
  brought: boolean;
}

/** An id whose result a request brings, and the call that is meant; several, where nothing says which. */
export interface BroughtCall {
  readonly id: string;
  readonly calls: readonly KnownCall[];
}

/** How many ids are known at most, and how many calls of one id; the oldest go first. */
const MOST_IDS = 10_000;
const MOST_OF_ONE = 20;

/**
 * The calls that ids stand for. Some servers give ids that are no others' (`call_x7…`), some count from 0
 * in each conversation, so an id alone may be that of several calls at once.
 */
export class ToolCalls {
  readonly #byId = new Recent<KnownCall[]>(MOST_IDS);

  add(id: string, { event, answer, context }: Pick<KnownCall, "event" | "answer" | "context">): KnownCall {
    const call: KnownCall = { event, answer, context, result: undefined, brought: false };
    // What was brought back where the id is used again is over.
    const others = this.#all(id).filter((other) => !other.brought || other.context !== context);
    this.#byId.set(id, [...others, call].slice(-MOST_OF_ONE));
    return call;
  }

  /**
   * The call that is to be run, of an id in a context; several, where nothing says which of them. One that
   * nobody has seen a model ask for is known from then on.
   */
  toRun(id: string, context: CauseContext | undefined): readonly KnownCall[] {
    const all = this.#all(id);
    if (all.length === 0) return [this.add(id, { event: undefined, answer: undefined, context })];
    const open = all.filter(({ brought }) => !brought);
    const left = open.length > 0 ? open : all;
    const own = left.filter((call) => isOwn(call, context));
    return own.length > 0 ? own : left;
  }

  /**
   * The calls whose results a request brings: those of `news`, and those of `earlier` that were asked for
   * in the same answers.
   */
  brought(
    news: readonly string[],
    earlier: readonly string[],
    context: CauseContext | undefined,
  ): readonly BroughtCall[] {
    const found = news.map((id) => ({ id, calls: this.#toBring(id, context) }));
    const answers = new Set(found.flatMap(({ calls }) => calls.flatMap(({ answer }) => answer ?? [])));
    const besides = earlier.flatMap((id) => {
      const calls = this.#toBring(id, context).filter(({ answer }) => answers.has(answer ?? ""));
      return calls.length > 0 && !news.includes(id) ? [{ id, calls }] : [];
    });
    return [...besides, ...found];
  }

  #toBring(id: string, context: CauseContext | undefined): readonly KnownCall[] {
    const all = this.#all(id);
    const open = all.filter(({ brought }) => !brought);
    const own = all.filter((call) => isOwn(call, context));
    const ownOpen = own.filter(({ brought }) => !brought);
    if (ownOpen.length > 0) return ownOpen;
    // An old result that is asked about once more, or a new one that was asked for elsewhere.
    if (own.length > 0) return [...own, ...open];
    return open.length > 0 ? open : all;
  }

  #all(id: string): readonly KnownCall[] {
    return this.#byId.get(id) ?? [];
  }
}

function isOwn(call: KnownCall, context: CauseContext | undefined): boolean {
  return context !== undefined && call.context === context;
}

/** The call that is meant, where that can be said. */
export function theOne(calls: readonly KnownCall[]): KnownCall | undefined {
  return calls.length === 1 ? calls[0] : undefined;
}

/** The last that is known of a call. */
export function lastOf({ result, event }: KnownCall): string | undefined {
  return result ?? event;
}

/** Events of the calls of which one is meant, and which cannot be said; `undefined` where there are none. */
export function candidatesIn(...found: readonly (readonly KnownCall[])[]): readonly string[] | undefined {
  const unclear = found.filter(({ length }) => length > 1).flat();
  return unclear.length === 0 ? undefined : unclear.flatMap((call) => lastOf(call) ?? []);
}
