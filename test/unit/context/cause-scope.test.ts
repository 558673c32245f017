import { EventEmitter } from "node:events";
import { setImmediate, setTimeout } from "node:timers/promises";
import { event } from "tsrapide";
import * as context from "tsrapide/context";
import { afterEach, describe, expect, it, vi } from "vitest";

const { CauseScope, currentCauses, currentContext, deliverIn, withCause } = context;

describe("withCause", () => {
  it("carries causes through everything that fn starts and awaits, and nowhere else", async () => {
    const seen = await withCause("a", async () => {
      const before = currentCauses();
      await setTimeout(1);
      const inner = withCause(["b", "c"], () => currentCauses());
      await Promise.all([setImmediate(), Promise.resolve()]);
      return [before, inner, currentCauses()];
    });
    expect(seen).toEqual([["a"], ["b", "c"], ["a"]]);
    expect(currentCauses()).toEqual([]);
  });

  it("takes ids and events, one or many, each once", () => {
    const draft = event("Task.given", undefined, { id: "t" });
    expect(withCause(draft, currentCauses)).toEqual(["t"]);
    expect(withCause(["a", draft, "a"], currentCauses)).toEqual(["a", "t"]);
    expect(withCause(new Set(["a"]), currentCauses)).toEqual(["a"]);
    expect(withCause("outside", () => withCause([], currentCauses))).toEqual([]);
  });

  it.each([undefined, null, 5, "", [""], [null], {}, { id: "" }, [{ id: 5 }]])("refuses %j", (causes) => {
    expect(() => withCause(causes as string, () => undefined)).toThrow(
      /^causes are ids of events, or events: one, or a list; not /,
    );
  });

  it("gives back what fn gives, and lets out what it throws", async () => {
    expect(withCause("a", () => 7)).toBe(7);
    expect(() =>
      withCause("a", () => {
        throw new Error("out");
      }),
    ).toThrow("out");
    await expect(withCause("a", () => Promise.reject(new Error("later")))).rejects.toThrow("later");
  });

  it("never crosses from one of twenty concurrent flows to another", async () => {
    const flow = async (name: string): Promise<string[]> => {
      const seen: string[] = [];
      for (let step = 0; step < 10; step++)
        await withCause(`${name}/${step}`, async () => {
          await setTimeout((name.length * step) % 3);
          await Promise.all([setImmediate(), setImmediate()]);
          seen.push(...currentCauses());
        });
      return seen;
    };
    const names = Array.from({ length: 20 }, (_, at) => "f".repeat(at + 1));
    const all = await Promise.all(names.map((name) => withCause(name, () => flow(name))));
    for (const [at, seen] of all.entries())
      expect(seen).toEqual(Array.from({ length: 10 }, (_, step) => `${names[at]}/${step}`));
  });
});

describe("CauseScope", () => {
  it("remembers in which events the things done in it ended", async () => {
    const scope = new CauseScope(["task"]);
    expect(scope.outcomes).toEqual([]);
    await scope.run(async () => {
      await setImmediate();
      currentContext()?.ended("result-1", currentCauses());
    });
    scope.run(() => currentContext()?.ended("result-2", currentCauses()));
    expect(scope.outcomes).toEqual(["result-1", "result-2"]);
  });

  it("keeps of outcomes that led to one another the last", () => {
    const scope = new CauseScope("task");
    scope.run(() => {
      currentContext()?.ended("listed", ["task"]);
      withCause("listed", () => currentContext()?.ended("read", currentCauses()));
    });
    expect(scope.outcomes).toEqual(["read"]);
  });

  it("hears of what ends in withCause and in scopes within it, and not the other way round", () => {
    const outer = new CauseScope("task");
    const inner = new CauseScope("step");
    outer.run(() => {
      inner.run(() => currentContext()?.ended("deep", []));
      withCause("x", () => currentContext()?.ended("beside", []));
    });
    expect(outer.outcomes).toEqual(["deep", "beside"]);
    expect(inner.outcomes).toEqual(["deep"]);
  });
});

describe("deliverIn", () => {
  it("calls a handler in the context its message stands in, whatever is current", () => {
    const asked = new CauseScope("question").context();
    const socket = new EventEmitter();
    socket.on("message", (answer: () => void) => answer());
    let seen: readonly string[] = [];
    withCause("whoever opened the socket", () => {
      socket.emit("message", () => deliverIn(asked, () => (seen = currentCauses())));
    });
    expect(seen).toEqual(["question"]);
    withCause("whoever opened the socket", () => deliverIn(undefined, () => (seen = currentCauses())));
    expect(seen).toEqual([]);
  });
});

describe("the store", () => {
  /** The module as a process has it that has not used it yet. */
  async function freshly(): Promise<typeof context> {
    vi.resetModules();
    return import("tsrapide/context");
  }
  afterEach(() => vi.restoreAllMocks());

  it("is made by the first use, and not by looking: it makes every await dearer", async () => {
    const { currentCauses, currentContext, deliverIn, withCause } = await freshly();
    const asked = vi.spyOn(process, "getBuiltinModule");
    expect([currentCauses(), currentContext(), deliverIn(undefined, () => 7)]).toEqual([[], undefined, 7]);
    expect(asked).not.toHaveBeenCalled();
    withCause("a", () => withCause("b", currentCauses));
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it("may be missing: what cannot be carried is an error, what is delivered is delivered", async () => {
    const { CauseScope, deliverIn, withCause } = await freshly();
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
    expect(() => withCause("a", () => 7)).toThrow("this platform has no AsyncLocalStorage");
    expect(deliverIn(new CauseScope("a").context(), () => 7)).toBe(7);
  });
});
