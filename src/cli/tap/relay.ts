import { isUtf8 } from "node:buffer";
import type { Readable, Writable } from "node:stream";
import type { Channel } from "../../adapters/mcp/channel.ts";
import { eachMessage, readMessage } from "../../adapters/mcp/message.ts";
import { LONGEST_LINE, LONGEST_LINE_SHOWN } from "../longest-line.ts";
import { Insertion } from "./insertion.ts";
import { contentOf, type LineContent, type Onlooker } from "./onlooker.ts";
import { type RawLine, RawLines } from "./raw-lines.ts";

/** The two ends that bytes are passed between. */
export interface Ends {
  readonly host: { readonly input: Readable; readonly output: Writable };
  readonly server: { readonly input: Writable; readonly output: Readable };
}

/**
 * Passes the bytes of both sides on as they are, first, and has them looked at after that. A side that
 * does not read slows the other down, as it would without this. Returns what is to be awaited when
 * the server has ended: that its last bytes are out.
 */
export function relay({ host, server }: Ends, onlooker: Onlooker): () => Promise<void> {
  host.input.pipe(server.input);
  onlooker.follow(host.input, "client");
  server.output.pipe(host.output, { end: false });
  onlooker.follow(server.output, "server");
  return () => flushed(host.output);
}

/**
 * The same, but that each line of the host waits for the one before it, and one with a tool call for
 * a decision. What is refused is answered between the lines of the server; of what cannot be decided on
 * `tell` is told why.
 */
export function guardedRelay(
  { host, server }: Ends,
  onlooker: Onlooker,
  channel: Channel,
  tell: (sentence: string) => void,
): () => Promise<void> {
  const insertion = new Insertion();
  server.output.pipe(insertion).pipe(host.output, { end: false });
  onlooker.follow(server.output, "server");
  const passed = new Promise<void>((resolve) => {
    insertion.once("end", resolve);
    host.output.once("error", () => resolve());
  });

  // What is too long to be decided on an open guard passes on as it comes.
  const lines = new RawLines(LONGEST_LINE, (part) => {
    if (!channel.refusesUndecided) server.input.write(part);
  });
  const handle = async (line: RawLine): Promise<void> => {
    const content = contentOf(line);
    const { answers, look, undecidable } = await decide(line, content, channel);
    if (undecidable !== undefined)
      tell(`did not pass on ${line.size} bytes of the host, which cannot be decided on: ${undecidable}`);
    for (const answer of answers) insertion.insert(JSON.stringify(answer));
    if (answers.length === 0) server.input.write(line.bytes);
    if (look !== undefined) onlooker.see("client", line.size, look);
    await roomIn(server.input);
  };
  void (async () => {
    try {
      for await (const chunk of host.input) {
        for (const line of lines.push(chunk as Buffer)) await handle(line);
        await roomIn(server.input);
      }
      for (const line of lines.end()) await handle(line);
    } catch {
      // The host is gone, and so goes the input of the server.
    }
    server.input.end();
  })();
  return async () => {
    await passed;
    await flushed(host.output);
  };
}

interface Decision {
  /** What the host is answered instead of passing the line on; with none it is passed on. */
  readonly answers: readonly object[];
  /** What is still to be looked at. */
  readonly look: LineContent;
  /** Why it cannot be decided on, where it is not passed on for that. */
  readonly undecidable?: string;
}

async function decide(line: RawLine, content: LineContent, channel: Channel): Promise<Decision> {
  const message = content !== undefined && "message" in content ? content.message : undefined;
  const guarded = channel.guarded(message);
  const undecidable = channel.refusesUndecided ? whyUndecidable(line, content, guarded) : undefined;
  if (undecidable === undefined) {
    if (guarded === undefined || guarded === "undecidable") return { answers: [], look: content };
    const refusal = await channel.admit(guarded, []);
    return { answers: refusal === undefined ? [] : [refusal.answer], look: undefined };
  }
  const error = {
    code: -32_600,
    message: `tsrapide --guard=closed: not passed on, for it cannot be decided on (${undecidable}); send each tool call by itself, with an id, in at most ${LONGEST_LINE_SHOWN}`,
  };
  const read = eachMessage(message).map(readMessage);
  const ids = read.flatMap((each) => (each?.kind === "request" ? [each.id] : []));
  return {
    answers: (ids.length === 0 ? [null] : ids).map((id) => ({ jsonrpc: "2.0", id, error })),
    look: { problem: `not decidable, and so not passed on: ${undecidable}` },
    undecidable,
  };
}

/** Servers may read what is not read here: NaN for a number, a mark before the text, bytes that are no text. */
function whyUndecidable(
  { bytes }: RawLine,
  content: LineContent,
  guarded: ReturnType<Channel["guarded"]>,
): string | undefined {
  if (content === undefined) return undefined;
  if ("problem" in content) return content.problem;
  if (guarded === "undecidable") return "a tool call in a batch, or without an id";
  return isUtf8(bytes) ? undefined : "not UTF-8";
}

const ROOM = ["drain", "close", "error"];

async function roomIn(stream: Writable): Promise<void> {
  if (!stream.writableNeedDrain) return;
  await new Promise<void>((resolve) => {
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
