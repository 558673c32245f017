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

it("does not look into what is no message, or too long", () => {
  const line = (text: string, size = text.length): unknown => contentOf({ bytes: Buffer.from(text), size });
  expect(line("{}\n")).toEqual({ message: {} });
  expect(line(" \r\n")).toBe(undefined);
  expect(line("nonsense")).toEqual({ problem: "not JSON" });
  expect(line("", LONGEST_LINE + 1)).toEqual({ problem: "longer than 67108864 bytes" });
});
