import type { UnderlyingByteSource } from "node:stream/web";
import { type Fields, isFields } from "../fields.ts";
import { type AnswerReader, StreamedAnswer, WholeAnswer } from "./answer-reader.ts";
import { chat } from "./chat.ts";
import type { Exchange } from "./exchange.ts";
import type { Api } from "./facts.ts";
import { messages } from "./messages.ts";
import { responses } from "./responses.ts";

/** What clients call to send a request. */
export type Fetch = typeof globalThis.fetch;

const APIS: readonly (readonly [suffix: string, api: Api])[] = [
  ["/chat/completions", chat],
  ["/responses", responses],
  ["/messages", messages],
];

/**
 * A `fetch` that tells of requests to models, and passes everything on as it is. What it does not know is
 * passed on untouched. Nothing of its own reaches the caller: a fault is dropped, and told to `fault`.
 */
export function tapFetch(
  base: Fetch,
  begin: (api: Api, text: string, body: Fields) => Exchange,
  fault: (error: unknown) => void,
): Fetch {
  return (input, init) => {
    // Sent first: what is read of it must not keep it waiting.
    const sent = base(input, init);
    const exchange = guarded(fault, () => begun(input, init, begin));
    return exchange === undefined ? sent : watched(sent, init, exchange, fault);
  };
}

async function watched(
  sent: Promise<Response>,
  init: Parameters<Fetch>[1],
  exchange: Exchange,
  fault: (error: unknown) => void,
): Promise<Response> {
  let response: Response;
  try {
    response = await sent;
  } catch (error) {
    guarded(fault, () => exchange.failed(wasAborted(init, error) ? "aborted" : "network", { error }));
    throw error;
  }
  const isAborted = (error: unknown) => wasAborted(init, error);
  return guarded(fault, () => tapped(response, exchange, { isAborted, fault })) ?? response;
}

function begun(
  input: Parameters<Fetch>[0],
  init: Parameters<Fetch>[1],
  begin: (api: Api, text: string, body: Fields) => Exchange,
): Exchange | undefined {
  if (init?.method?.toUpperCase() !== "POST" || typeof init.body !== "string") return undefined;
  const url = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
  const { pathname } = new URL(url, "http://localhost");
  const api = APIS.find(([suffix]) => pathname.endsWith(suffix))?.[1];
  if (api === undefined) return undefined;
  const body: unknown = JSON.parse(init.body);
  return isFields(body) ? begin(api, init.body, body) : undefined;
}

interface Watcher {
  /** Whether what broke with this error was given up by the program. */
  readonly isAborted: (error: unknown) => boolean;
  readonly fault: (error: unknown) => void;
}

/** The same response; the body of an answer is read on its way to whoever reads it. */
function tapped(response: Response, exchange: Exchange, watcher: Watcher): Response {
  const { body, ok, status, statusText, headers, url } = response;
  // At once: clients often let go of the body of an error without reading it.
  if (!ok || body === null) {
    exchange.failed("http", { status });
    return response;
  }
  const reader = readerFor(response, exchange);
  const passing = new Response(passed(body, reader, watcher), { status, statusText, headers });
  // A response that is made says it came from nowhere.
  for (const [name, value] of Object.entries({ url, redirected: response.redirected, type: response.type }))
    Object.defineProperty(passing, name, { value });
  return passing;
}

function readerFor({ headers }: Response, exchange: Exchange): AnswerReader {
  const isStream = headers.get("content-type")?.includes("text/event-stream") === true;
  return isStream ? new StreamedAnswer(exchange) : new WholeAnswer(exchange);
}

/** Holds no more than the chunk that is asked for, and asks for none ahead. */
function passed(
  body: ReadableStream<Uint8Array>,
  answer: AnswerReader,
  { isAborted, fault }: Watcher,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const source: UnderlyingByteSource = {
    type: "bytes",
    async pull(controller) {
      for (;;) {
        let next: Awaited<ReturnType<typeof reader.read>>;
        try {
          next = await reader.read();
        } catch (error) {
          guarded(fault, () => answer.broken(error, isAborted(error)));
          throw error;
        }
        const { done, value } = next;
        if (done) {
          guarded(fault, () => answer.ended());
          controller.close();
          // A reader that waits with a buffer of its own is told so by an answer to it.
          (controller.byobRequest as { respond(bytes: number): void } | undefined | null)?.respond(0);
          return;
        }
        guarded(fault, () => answer.chunk(value));
        if (value.length === 0) continue;
        // A copy: a stream of bytes takes the memory of what it is given, which may be that of others too.
        controller.enqueue(new Uint8Array(value));
        return;
      }
    },
    async cancel(reason) {
      guarded(fault, () => answer.cancelled());
      await reader.cancel(reason);
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

/** An abort can have any reason, so that the error need not be an AbortError; nor is there always a signal. */
function wasAborted(init: Parameters<Fetch>[1], error: unknown): boolean {
  return init?.signal?.aborted === true || (isFields(error) && error["name"] === "AbortError");
}

function guarded<T>(fault: (error: unknown) => void, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    fault(error);
    return undefined;
  }
}
