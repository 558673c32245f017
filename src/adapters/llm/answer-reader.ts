import { type Fields, isFields } from "../fields.ts";
import type { Exchange } from "./exchange.ts";
import type { AnswerStream } from "./facts.ts";
import { EventStreamReader } from "./sse.ts";

/** Reads the body of an answer as it passes. */
export interface AnswerReader {
  /** The next bytes; they are not kept. */
  chunk(bytes: Uint8Array): void;
  /** The body has ended. */
  ended(): void;
  /** The body broke off; `aborted`, if the program wanted it to. */
  broken(error: unknown, aborted: boolean): void;
  /** Whoever read it wants no more. */
  cancelled(): void;
}

/** A stream of server-sent events: told as soon as nothing can follow any more. */
export class StreamedAnswer implements AnswerReader {
  readonly #exchange: Exchange;
  readonly #stream: AnswerStream;
  readonly #events = new EventStreamReader();
  #chunks = 0;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    this.#stream = exchange.api.stream();
  }

  chunk(bytes: Uint8Array): void {
    for (const data of this.#events.read(bytes)) {
      this.#chunks++;
      if (data === "[DONE]") this.#answered();
      else this.#take(data);
    }
  }

  #take(text: string): void {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    if (!isFields(data)) return;
    this.#stream.take(data);
    if (this.#stream.error !== undefined) this.#exchange.failed("mid-stream", { error: this.#stream.error });
    else if (this.#stream.ended) this.#answered();
  }

  ended(): void {
    if (this.#stream.complete) this.#answered();
    else this.#exchange.failed("truncated");
  }

  broken(error: unknown, aborted: boolean): void {
    if (this.#stream.complete) this.#answered();
    else this.#exchange.failed(aborted ? "aborted" : "truncated", { error });
  }

  cancelled(): void {
    if (this.#stream.complete) this.#answered();
    else this.#exchange.failed("aborted");
  }

  #answered(): void {
    this.#exchange.answered(this.#stream.answer(), this.#chunks);
  }
}

/** How much of an answer in one piece is kept to be read. */
const MOST_BYTES = 16 * 1024 * 1024;

/** JSON in one piece: told when it is whole, before whoever reads it knows that it is. */
export class WholeAnswer implements AnswerReader {
  readonly #exchange: Exchange;
  readonly #decoder = new TextDecoder();
  #parts: string[] = [];
  #size = 0;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  chunk(bytes: Uint8Array): void {
    this.#size += bytes.length;
    if (this.#size <= MOST_BYTES) this.#parts.push(this.#decoder.decode(bytes, { stream: true }));
    else this.#parts = [];
  }

  ended(): void {
    const body = parsed(this.#parts.join(""));
    if (body === undefined) this.#exchange.failed("unreadable");
    else this.#exchange.answered(this.#exchange.api.answer(body), undefined);
  }

  broken(error: unknown, aborted: boolean): void {
    this.#exchange.failed(aborted ? "aborted" : "truncated", { error });
  }

  cancelled(): void {
    this.#exchange.failed("aborted");
  }
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
