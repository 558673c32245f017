import type { UnderlyingByteSource } from "node:stream/web";
import { type Fields, isFields } from "../fields.ts";
import { type AnswerReader, StreamedAnswer, WholeAnswer } from "./answer-reader.ts";
import { askedIn, type Fetch } from "./asked.ts";
import type { Exchange } from "./exchange.ts";
import type { Api } from "./facts.ts";

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
    const asked = guarded(fault, () => askedIn(input, init));
    // Sent first: what is read of it must not keep it waiting.
    const sent = base(input, init);
    if (asked === undefined) return sent;
    const { api, text, signal } = asked;
    const watcher: Watcher = {
      // An abort can have any reason, so that its error need not be an AbortError; nor is there always a signal.
      isAborted: (error) => signal?.aborted === true || (isFields(error) && error["name"] === "AbortError"),
      fault,
    };
    const begun = (whole: string): Exchange | undefined =>
      guarded(fault, () => {
        const body: unknown = JSON.parse(whole);
        return isFields(body) && api.isRequest(body) ? begin(api, whole, body) : undefined;
      });
    if (typeof text !== "string") return whenRead(sent, text.then(begun), watcher);
    const exchange = begun(text);
    return exchange === undefined ? sent : watched(sent, exchange, watcher);
  };
}

interface Watcher {
  /** Whether what broke with this error was given up by the program. */
  readonly isAborted: (error: unknown) => boolean;
  readonly fault: (error: unknown) => void;
}

/** The answer waits for its request to be told. */
async function whenRead(
  sent: Promise<Response>,
  begun: Promise<Exchange | undefined>,
  watcher: Watcher,
): Promise<Response> {
  const [exchange] = await Promise.all([begun.catch(watcher.fault), sent.catch(() => undefined)]);
  return exchange ? watched(sent, exchange, watcher) : sent;
}

async function watched(sent: Promise<Response>, exchange: Exchange, watcher: Watcher): Promise<Response> {
  const { isAborted, fault } = watcher;
  let response: Response;
  try {
    response = await sent;
  } catch (error) {
    guarded(fault, () => exchange.failed(isAborted(error) ? "aborted" : "network", { error }));
    throw error;
  }
  return guarded(fault, () => tapped(response, exchange, watcher)) ?? response;
}

/** The same response; the body of an answer is read on its way to whoever reads it. */
function tapped(response: Response, exchange: Exchange, watcher: Watcher): Response {
  const { body, ok, status, statusText, headers, url } = response;
  // At once: clients often let go of the body of an error without reading it.
  if (!ok || body === null) {
    exchange.failed("http", { status });
    return response;
  }
  // Some clients have responses of their own, whose bodies are other streams.
  if (typeof body.getReader !== "function") {
    exchange.failed("unreadable");
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

function guarded<T>(fault: (error: unknown) => void, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    fault(error);
    return undefined;
  }
}
