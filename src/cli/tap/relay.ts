import type { Readable, Writable } from "node:stream";
import type { Channel, ToolCall } from "../../adapters/mcp/channel.ts";
import { eachMessage, type Read, readMessage, type Side } from "../../adapters/mcp/message.ts";
import { Insertion } from "./insertion.ts";
import { type RawLine, RawLines } from "./raw-lines.ts";

/** Longer lines pass as any, but what they say is not looked into. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** The two ends that bytes are passed between. */
export interface Ends {
  readonly host: { readonly input: Readable; readonly output: Writable };
  readonly server: { readonly input: Writable; readonly output: Readable };
}

/**
 * Passes the bytes of both sides on as they are, first, and looks at them after that. A side that
 * does not read slows the other down, as it would without this. Returns what is to be awaited when
 * the server has ended: that its last bytes are out.
 */
export function relay({ host, server }: Ends, channel: Channel): () => Promise<void> {
  host.input.pipe(server.input);
  observe(host.input, "client", channel);
  server.output.pipe(host.output, { end: false });
  observe(server.output, "server", channel);
  return () => flushed(host.output);
}

/**
 * The same, but that each line of the host waits for the one before it, and one with a tool call for
 * a decision. What is refused is answered between the lines of the server.
 */
export function guardedRelay({ host, server }: Ends, channel: Channel): () => Promise<void> {
  const insertion = new Insertion();
  server.output.pipe(insertion).pipe(host.output, { end: false });
  observe(server.output, "server", channel);
  void passGuarded(host.input, server.input, channel, (answer) => insertion.insert(JSON.stringify(answer)));
  const passed = new Promise<void>((resolve) => {
    insertion.once("end", resolve);
    host.output.once("error", () => resolve());
  });
  return async () => {
    await passed;
    await flushed(host.output);
  };
}

async function passGuarded(
  input: Readable,
  output: Writable,
  channel: Channel,
  answer: (message: object) => void,
): Promise<void> {
  const lines = new RawLines(LONGEST_LINE);
  const pass = async ({ bytes }: RawLine): Promise<void> => {
    if (!output.write(bytes)) await drained(output);
  };
  const handle = async (line: RawLine): Promise<void> => {
    const message = parsed(line);
    const calls = eachMessage(message).map(readMessage).filter(isToolCall);
    // It holds calls that cannot be decided on, or may.
    const undecidable = line.size > LONGEST_LINE || (Array.isArray(message) && calls.length > 0);
    if (undecidable && channel.refusesUndecided) {
      for (const error of unguardable(message)) answer(error);
      channel.observe({ type: "unreadable", from: "client", size: line.size, problem: "not decidable" });
      return;
    }
    const [call] = calls;
    if (call === undefined || undecidable) {
      await pass(line);
      told(line, "client", channel);
      return;
    }
    const refusal = await channel.admit(call, []);
    if (refusal === undefined) await pass(line);
    else answer(refusal.answer);
  };
  try {
    for await (const chunk of input) for (const line of lines.push(chunk as Buffer)) await handle(line);
    for (const line of lines.end()) await handle(line);
  } catch {
    // The host is gone; so goes the server's input.
  }
  output.end();
}

function isToolCall(read: Read | undefined): read is ToolCall {
  return read?.kind === "request" && read.method === "tools/call";
}

/** What the host is answered, for each request in what cannot be decided on. */
function unguardable(message: unknown): object[] {
  const error = {
    code: -32_600,
    message: "tsrapide --guard=closed: send each tool call by itself, in at most 64 MiB",
  };
  const ids = eachMessage(message).flatMap((each) => {
    const read = readMessage(each);
    return read?.kind === "request" ? [read.id] : [];
  });
  return (ids.length === 0 ? [null] : ids).map((id) => ({ jsonrpc: "2.0", id, error }));
}

/** Looks at what passes a stream that is read anyway. */
function observe(stream: Readable, from: Side, channel: Channel): void {
  const lines = new RawLines(LONGEST_LINE);
  stream.on("data", (chunk: Buffer) => {
    for (const line of lines.push(chunk)) told(line, from, channel);
  });
  stream.on("end", () => {
    for (const line of lines.end()) told(line, from, channel);
  });
}

function told(line: RawLine, from: Side, channel: Channel): void {
  const message = parsed(line);
  if (message !== NOTHING && message !== NOT_JSON)
    channel.observe({ type: "message", from, message, causes: [] });
  else if (message === NOT_JSON) {
    const problem = line.size > LONGEST_LINE ? `longer than ${LONGEST_LINE} bytes` : "not JSON";
    channel.observe({ type: "unreadable", from, size: line.size, problem });
  }
}

const NOTHING = Symbol("a blank line");
const NOT_JSON = Symbol("no JSON");

function parsed({ bytes, size }: RawLine): unknown {
  if (size > LONGEST_LINE) return NOT_JSON;
  const text = bytes.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text.trim() === "" ? NOTHING : NOT_JSON;
  }
}

const ROOM = ["drain", "close", "error"];

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ROOM) stream.off(event, done);
      resolve();
    };
    for (const event of ROOM) stream.on(event, done);
  });
}

function flushed(stream: Writable): Promise<void> {
  if (stream.destroyed || stream.errored) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once("error", () => resolve());
    stream.write("", () => resolve());
  });
}
