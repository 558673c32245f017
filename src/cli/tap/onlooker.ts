import type { Readable } from "node:stream";
import type { Channel } from "../../adapters/mcp/channel.ts";
import type { Side } from "../../adapters/mcp/message.ts";
import { LONGEST_LINE } from "../longest-line.ts";
import { type RawLine, RawLines } from "./raw-lines.ts";

/** What a line says; a blank one nothing. The longest pass as any, but are not looked into. */
export type LineContent = { readonly message: unknown } | { readonly problem: string } | undefined;

export function contentOf({ bytes, size }: RawLine): LineContent {
  if (size > LONGEST_LINE) return { problem: `longer than ${LONGEST_LINE} bytes` };
  const text = bytes.toString("utf8");
  try {
    return { message: JSON.parse(text) };
  } catch {
    return text.trim() === "" ? undefined : { problem: "not JSON" };
  }
}

/** Looks at what passes. What goes wrong in it ends the looking, and never what passes. */
export class Onlooker {
  readonly #channel: Channel;
  readonly #onFault: (error: unknown) => void;
  #looking = true;

  constructor(channel: Channel, onFault: (error: unknown) => void) {
    this.#channel = channel;
    this.#onFault = onFault;
  }

  /** Looks at the lines of a stream that is read anyway. */
  follow(stream: Readable, from: Side): void {
    const lines = new RawLines(LONGEST_LINE);
    stream.on("data", (chunk: Buffer) => {
      if (this.#looking) for (const line of lines.push(chunk)) this.see(from, line.size, contentOf(line));
    });
    stream.on("end", () => {
      for (const line of lines.end()) this.see(from, line.size, contentOf(line));
    });
  }

  see(from: Side, size: number, content: LineContent): void {
    if (content === undefined || !this.#looking) return;
    try {
      if ("problem" in content) this.#channel.observe({ type: "unreadable", from, size, ...content });
      else this.#channel.observe({ type: "message", from, causes: [], ...content });
    } catch (error) {
      this.#looking = false;
      this.#onFault(error);
    }
  }
}
