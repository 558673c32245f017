import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { Channel } from "../../../../src/adapters/mcp/channel.ts";
import { CapturePolicy } from "../../../../src/adapters/capture.ts";
import { Correlator } from "../../../../src/adapters/mcp/correlator.ts";
import { LONGEST_LINE } from "../../../../src/cli/longest-line.ts";
import { contentOf, Onlooker } from "../../../../src/cli/tap/onlooker.ts";

it("ends its looking at a fault of its own, and says so once", async () => {
  const policy = new CapturePolicy({});
  const correlator = new Correlator({
    source: "s",
    prefix: "s.",
    transport: "stdio",
    sessionOrder: undefined,
    policy,
  });
  let events = 0;
  const outlet = (): void => {
    if (++events === 3) throw new Error("no room");
  };
  const faults: unknown[] = [];
  const onlooker = new Onlooker(new Channel(correlator, { outlet, now: () => 0 }), (error) =>
    faults.push(error),
  );
  const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}\n';
  const stream = Readable.from([Buffer.from(ping.repeat(5))], { objectMode: false });
  let passed = 0;
  stream.on("data", (part: Buffer) => (passed += part.length));
  onlooker.follow(stream, "client");
  await new Promise((resolve) => stream.on("end", resolve));
  expect(passed).toBe(5 * ping.length);
  expect(faults).toEqual([new Error("no room")]);
  expect(events).toBe(3);
});

it.each(["closed", "open"] as const)("a fault of its own: a guard goes on to decide, %s", async (mode) => {
  const correlator = new Correlator({
    source: "s",
    prefix: "s.",
    transport: "stdio",
    sessionOrder: undefined,
    policy: new CapturePolicy({}),
  });
  let isFull = false;
  const outlet = (): void => {
    if (isFull) throw new Error("no room");
  };
  const by = { propose: async () => ({ admitted: true }) as never, tell: async () => {} };
  const channel = new Channel(correlator, { outlet, now: () => 0, guard: { by, mode } });
  const onlooker = new Onlooker(channel, () => {});
  const call = { kind: "request", id: 1, method: "tools/call", params: { name: "pay" } } as const;
  expect(await channel.admit(call, [])).toBe(undefined);
  isFull = true;
  onlooker.see("server", 9, { message: { jsonrpc: "2.0", id: 1, result: {} } });
  isFull = false;
  // What it decides by is not seen any more.
  const refused = { answer: { result: { isError: true } } };
  const refusal = await channel.admit({ ...call, id: 2 }, []);
  if (mode === "closed") expect(refusal).toMatchObject(refused);
  else expect(refusal).toBe(undefined);
  // Whatever a call is made of.
  const strange = channel.admit({ ...call, id: 3, params: { name: { toString: 1 } } }, []);
  if (mode === "closed") expect(await strange).toMatchObject(refused);
});

it("does not look into what is no message, or too long", () => {
  const line = (text: string, size = text.length): unknown => contentOf({ bytes: Buffer.from(text), size });
  expect(line("{}\n")).toEqual({ message: {} });
  expect(line(" \r\n")).toBe(undefined);
  expect(line("nonsense")).toEqual({ problem: "not JSON" });
  expect(line("", LONGEST_LINE + 1)).toEqual({ problem: "longer than 67108864 bytes" });
});
