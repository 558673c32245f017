import { type CauseContext, currentContext } from "../../context/index.ts";
import { hashOf } from "../../hash.ts";
import { type Fields, isFields } from "../fields.ts";
import type { Conversation } from "./conversation.ts";
import { type Emissions, links } from "./emissions.ts";
import { type AnswerFacts, type Api, textOf } from "./facts.ts";
import { candidatesIn, type KnownCall, lastOf, theOne } from "./tool-calls.ts";

/** Statuses after which clients try again. */
const RETRIED = new Set([408, 409, 429]);

/** Later it is asked anew: clients wait for a minute at most, if a server tells them to. */
const RETRIED_WITHIN_MS = 120_000;

/** How an attempt can fail. */
type Failure = "http" | "network" | "aborted" | "truncated" | "mid-stream" | "unreadable";

/** One attempt to ask a model: a request, and what becomes of it. Each event is emitted once. */
export class Exchange {
  readonly api: Api;
  readonly #emissions: Emissions;
  readonly #conversation: Conversation;
  readonly #context: CauseContext | undefined = currentContext();
  readonly #key: string;
  /** The event of the request, or of the retry. */
  readonly #asked: string;
  readonly #causes: readonly string[];
  /** The calls whose results it brings. */
  readonly #brought: readonly KnownCall[];
  readonly #attempt: number;
  readonly #began: number;
  #over = false;

  constructor(api: Api, text: string, body: Fields, emissions: Emissions, conversation: Conversation) {
    this.api = api;
    this.#emissions = emissions;
    this.#conversation = conversation;
    this.#began = emissions.now();
    const causes = this.#context?.causes ?? [];
    // Not the text itself: it may be large, and is kept for a while.
    this.#key = [api.name, text.length, hashOf(text), ...causes].join(" ");
    const failed = conversation.failed.take(this.#key);
    const before = failed !== undefined && this.#began - failed.at <= RETRIED_WITHIN_MS ? failed : undefined;
    this.#attempt = before === undefined ? 0 : before.attempt + 1;
    const { model, stream, messages, previousResponse, input, ...said } = api.request(body);
    const brought = conversation.toolCalls.brought(said.toolResults, said.earlierResults, this.#context);
    this.#brought = brought.flatMap(({ calls }) => theOne(calls) ?? []);
    const toolResults = brought.map(({ id }) => id);
    const asked = [
      ...links("retry", before?.event),
      ...brought.flatMap(({ id, calls }) => emissions.linksTo("toolCallId", id, calls.map(lastOf))),
      ...links("previousResponse", previousResponse && conversation.answers.get(previousResponse)),
      ...links("context", ...causes),
    ];
    const plain = {
      api: api.name,
      model,
      stream,
      messages,
      toolResults: toolResults.length === 0 ? undefined : toolResults,
      candidates: candidatesIn(...brought.map(({ calls }) => calls)),
      attempt: before && this.#attempt,
      omits: emissions.omits,
    };
    this.#asked = emissions.emit(before === undefined ? "llm.request" : "llm.retry", plain, { input }, asked);
    this.#causes = asked.map(({ to }) => to);
  }

  answered(answer: AnswerFacts, chunks: number | undefined): void {
    if (this.#over) return;
    this.#over = true;
    const { id, model, finish, toolCalls, usage, output } = answer;
    const plain = {
      api: this.api.name,
      responseId: id,
      model,
      finish,
      toolCalls: toolCalls.length,
      usage,
      chunks,
      durationMs: this.#duration(),
    };
    const event = this.#emissions.emit("llm.response", plain, { output }, links("id", this.#asked));
    if (id !== undefined) this.#conversation.answers.set(id, event);
    for (const call of this.#brought) call.brought = true;
    for (const call of toolCalls) {
      const about = { callId: call.id, tool: call.tool };
      const called = this.#emissions.emit(
        "llm.tool_call",
        about,
        { arguments: call.arguments },
        links("id", event),
      );
      this.#conversation.toolCalls.add(call.id, { event: called, answer: event, context: this.#context });
    }
    this.#context?.ended(event, this.#causes);
  }

  failed(kind: Failure, details: { readonly status?: number; readonly error?: unknown } = {}): void {
    if (this.#over) return;
    this.#over = true;
    const { status, error } = details;
    const plain = {
      api: this.api.name,
      kind,
      status,
      attempt: this.#attempt,
      type: isFields(error) ? (textOf(error["type"]) ?? textOf(error["name"])) : undefined,
      durationMs: this.#duration(),
    };
    const message = isFields(error) ? textOf(error["message"]) : undefined;
    const event = this.#emissions.emit("llm.error", plain, { message }, links("id", this.#asked));
    const isRetried =
      kind === "network" ||
      kind === "aborted" ||
      (status !== undefined && (RETRIED.has(status) || status >= 500));
    if (isRetried)
      this.#conversation.failed.set(this.#key, { event, at: this.#emissions.now(), attempt: this.#attempt });
    this.#context?.ended(event, this.#causes);
  }

  #duration(): number {
    return this.#emissions.now() - this.#began;
  }
}
