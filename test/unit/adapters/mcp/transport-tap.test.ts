// oxlint-disable unicorn/prefer-add-event-listener -- a transport is no event target
import { setImmediate } from "node:timers/promises";
import type * as context from "tsrapide/context";
import { MCPEventAdapter } from "tsrapide/mcp";
import { describe, expect, it, vi } from "vitest";
import { type Passage, tapTransport } from "../../../../src/adapters/mcp/transport-tap.ts";
import type { TransportLike } from "../../../../src/adapters/mcp/transport.ts";
import { clientV1, inMemory } from "./sdks.ts";

/** A transport of which one end is in hand. */
class Wire implements TransportLike {
  onmessage: ((message: any) => void) | undefined;
  onclose: (() => void) | undefined;
  onerror: ((error: Error) => void) | undefined;
  readonly sent: unknown[] = [];
  async send(message: unknown): Promise<void> {
    this.sent.push(message);
  }
  async close(): Promise<void> {
    this.onclose?.();
  }
}

/** Writes down what passes, and lets it. */
function noting(log: unknown[]): Passage {
  return {
    sending: (message, _options, send) => {
      log.push(["sent", message]);
      return send();
    },
    received: (message, deliver) => {
      log.push(["received", message]);
      deliver();
    },
    closing: () => void log.push("closing"),
    closed: () => void log.push("closed"),
    failed: (error) => void log.push(["failed", (error as Error).message]),
  };
}

/** How clients of different versions take a transport over. */
const CLIENTS: Record<string, (wire: Wire, got: unknown[]) => void> = {
  "one that sets its handler": (wire, got) => {
    wire.onmessage = (message) => void got.push(message);
  },
  "one that chains to what it finds": (wire, got) => {
    const before = wire.onmessage;
    wire.onmessage = (message) => {
      before?.(message);
      got.push(message);
    };
  },
  "one that has another handler for a while": (wire, got) => {
    const before = wire.onmessage;
    wire.onmessage = (message) => void got.push(message);
    wire.onmessage?.("probe");
    wire.onmessage = before;
    const found = wire.onmessage;
    wire.onmessage = (message) => {
      found?.(message);
      got.push(message);
    };
  },
};

describe.each(Object.entries(CLIENTS))("a client: %s", (_, take) => {
  it.each(["before", "after"])("has each message once, watched %s it connects", (when) => {
    const wire = new Wire();
    const [log, got]: [unknown[], unknown[]] = [[], []];
    if (when === "before") tapTransport(wire, noting(log));
    take(wire, got);
    if (when === "after") tapTransport(wire, noting(log));
    const message = { id: 1 };
    wire.onmessage?.(message);
    wire.onmessage?.({ id: 2 });
    expect(got.filter((each) => each !== "probe")).toEqual([message, { id: 2 }]);
    expect(log.filter((each) => (each as unknown[])[1] !== "probe")).toEqual([
      ["received", message],
      ["received", { id: 2 }],
    ]);
  });

  it("can be watched twice", () => {
    const wire = new Wire();
    const [first, second, got]: unknown[][] = [[], [], []];
    tapTransport(wire, noting(first!));
    take(wire, got!);
    tapTransport(wire, noting(second!));
    wire.onmessage?.("m");
    expect([first!.at(-1), second, got!.at(-1)]).toEqual([["received", "m"], [["received", "m"]], "m"]);
  });
});

describe("two that watch", () => {
  const first = new Error("e");
  it.each(Object.entries(CLIENTS))("see all, made before the client connects: %s", (_, take) => {
    const wire = new Wire();
    const [one, other, got]: [unknown[], unknown[], unknown[]] = [[], [], []];
    tapTransport(wire, noting(one));
    tapTransport(wire, noting(other));
    take(wire, got);
    wire.onclose = () => void got.push("closed");
    wire.onerror = (error) => void got.push(error);
    wire.onmessage?.("m");
    wire.onerror?.(first);
    wire.onclose?.();
    expect(got.slice(-3)).toEqual(["m", first, "closed"]);
    for (const log of [one, other])
      expect(log.slice(-3)).toEqual([["received", "m"], ["failed", "e"], "closed"]);
  });

  it("see what the other delivers only where it is nearer to the client", () => {
    const wire = new Wire();
    const [inner, outer, got]: [unknown[], unknown[], unknown[]] = [[], [], []];
    const deliverInside = tapTransport(wire, noting(inner));
    const deliverOutside = tapTransport(wire, noting(outer));
    CLIENTS["one that chains to what it finds"]?.(wire, got);
    deliverInside({ id: 1 });
    deliverOutside({ id: 2 });
    expect({ inner, outer, got }).toEqual({
      inner: [],
      outer: [["received", { id: 1 }]],
      got: [{ id: 1 }, { id: 2 }],
    });
  });
});

describe("a transport", () => {
  it("may keep its handlers itself", () => {
    const inner = new Wire();
    class Wrapping extends Wire {
      constructor() {
        super();
        for (const name of ["onmessage", "onclose", "onerror"] as const) delete this[name];
      }
    }
    Object.defineProperty(Wrapping.prototype, "onmessage", {
      get: () => inner.onmessage,
      set: (handler) => {
        inner.onmessage = handler;
      },
    });
    const wire = new Wrapping();
    const [log, got]: [unknown[], unknown[]] = [[], []];
    tapTransport(wire, noting(log));
    CLIENTS["one that sets its handler"]?.(wire, got);
    inner.onmessage?.("m");
    expect({ log, got }).toEqual({ log: [["received", "m"]], got: ["m"] });
  });

  it("stays what it is, and has no handler as long as nobody sets one", async () => {
    const wire = new Wire();
    tapTransport(wire, noting([]));
    expect(wire).toBeInstanceOf(Wire);
    expect(wire.onmessage).toBe(undefined);
    await wire.send("m");
    expect(wire.sent).toEqual(["m"]);
  });

  it("tells of its end and of its errors, once each", async () => {
    const wire = new Wire();
    const log: unknown[] = [];
    const seen: string[] = [];
    wire.onerror = (error) => void seen.push(error.message);
    tapTransport(wire, noting(log));
    const before = wire.onerror;
    wire.onerror = (error) => before?.(error);
    wire.onclose = () => void seen.push("closed");
    wire.onerror?.(new Error("broken pipe"));
    await wire.close();
    expect(log).toEqual([["failed", "broken pipe"], "closing", "closed"]);
    expect(seen).toEqual(["broken pipe", "closed"]);
  });

  it("may throw where it should reject", () => {
    const wire = new Wire();
    wire.send = () => {
      throw new Error("no");
    };
    const adapter = new MCPEventAdapter("s", wire);
    expect(() => wire.send({ jsonrpc: "2.0", id: 1, method: "ping" })).toThrow("no");
    adapter.close();
  });

  it("rejects as it does, handled or not", async () => {
    const wire = new Wire();
    const failure = new Error("unreachable");
    wire.send = () => Promise.reject(failure);
    const adapter = new MCPEventAdapter("s", wire);
    const unhandled = vi.fn();
    process.once("unhandledRejection", unhandled);
    void wire.send({ jsonrpc: "2.0", id: 1, method: "ping" });
    await setImmediate();
    process.off("unhandledRejection", unhandled);
    expect(unhandled).toHaveBeenCalledWith(failure, expect.anything());
    const events = [];
    adapter.close();
    for await (const event of adapter) events.push(event);
    expect(events.map(({ name, data }) => [name, data.kind])).toEqual([
      ["mcp.connect", undefined],
      ["mcp.request", undefined],
      ["mcp.error", "send"],
    ]);
  });
});

it("sets up no context for a connection that needs none", async () => {
  vi.resetModules();
  const { MCPEventAdapter } = await import("tsrapide/mcp");
  const { contextsInUse }: typeof context = await import("tsrapide/context");
  const client = clientV1();
  const site = inMemory();
  const adapter = new MCPEventAdapter("s", client.client);
  await client.connect(site.transport());
  await client.call("steps", { steps: 2 }, { onprogress: () => {} });
  expect(contextsInUse()).toBe(false);
  await client.call("ask", { prompt: "why" });
  expect(contextsInUse()).toBe(true);
  await client.close();
  expect(adapter.dropped).toBe(0);
});
