import { CauseScope, currentCauses, currentContext } from "../../context/index.ts";
import { type CausalEvent, type Clock, event, type StreamProcessor, systemClock } from "../../index.ts";
import { isThenable } from "../../is-thenable.ts";
import { checkKnown } from "../../known-options.ts";
import { type CaptureOptions, CapturePolicy } from "../capture.ts";
import { EventQueue } from "../event-queue.ts";
import type { Fetch } from "./asked.ts";
import { Conversation } from "./conversation.ts";
import { Emissions, type LLMLink, links } from "./emissions.ts";
import { Exchange } from "./exchange.ts";
import { tapFetch } from "./fetch-tap.ts";
import { isAsyncIterable, watchIteration } from "./iteration.ts";
import { candidatesIn, type KnownCall, theOne } from "./tool-calls.ts";
import { wrapTools } from "./tools.ts";

export interface LLMEventAdapterOptions extends CaptureOptions {
  /**
   * A processor that is told of each event at once, past the queue: one that guards what is done in tools
   * has to know why before it decides. Default: events wait to be read.
   */
  readonly tell?: Pick<StreamProcessor, "tell"> | undefined;
  /** Events that may wait to be read; what comes then is dropped, and told. Default 10,000. */
  readonly capacity?: number | undefined;
  /** Where event times come from. Default: the machine's clock. */
  readonly clock?: Clock | undefined;
}

const OPTIONS = ["capture", "maxText", "redact", "tell", "capacity", "clock"];

/**
 * What a program asks of language models, as a source of causal events: requests, answers, the tool calls
 * in them, errors and retries, linked by the ids that the APIs use. One adapter serves all clients that
 * take a `fetch`: OpenAI (chat completions, responses), Anthropic (messages), and what rides on them.
 *
 * What it watches is not changed, delayed or failed by it. It goes on until `close()`.
 *
 * @example
 * const llm = new LLMEventAdapter("llm");
 * processor.addSource("llm", llm);
 * const client = new OpenAI({ fetch: llm.fetch() });
 */
export class LLMEventAdapter implements AsyncIterable<CausalEvent<any>> {
  /** The source of its events. */
  readonly name: string;
  readonly #queue: EventQueue;
  readonly #emissions: Emissions;
  readonly #conversation = new Conversation();
  /** How many faults of its own were kept from the program, and the first of them. */
  faults = 0;
  firstFault: unknown;

  /** Throws a TypeError for options that cannot be meant. */
  constructor(name: string, options: LLMEventAdapterOptions = {}) {
    checkKnown("new LLMEventAdapter", options, OPTIONS);
    const { tell, capacity = 10_000, clock = systemClock } = options;
    if (tell !== undefined && typeof tell?.tell !== "function")
      throw new TypeError("tell is a StreamProcessor: something with tell()");
    this.name = name;
    this.#queue = new EventQueue(name, {
      capacity,
      onDropped: (count) => this.#emissions.emit("llm.dropped", { count }, {}, []),
      onCancelled: () => this.close(),
    });
    this.#emissions = new Emissions({
      source: name,
      prefix: `${event("llm").id}.`,
      policy: new CapturePolicy(options),
      now: () => clock.now(),
      outlet: (each) => {
        if (tell === undefined) this.#queue.add(each);
        else void this.#queue.passBy(each, () => tell.tell(each));
      },
    });
  }

  /** How many events found no room in the queue. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /** Ends the source. Requests go on, and are told no more. */
  close(): void {
    this.#queue.close();
  }

  /**
   * A `fetch` for clients of models: requests to paths that end in `/chat/completions`, `/responses` or
   * `/messages` (with a list of messages), with a text for a body, are told; all else passes untouched.
   */
  fetch(base: Fetch = globalThis.fetch): Fetch {
    return tapFetch(
      base,
      (api, text, body) => new Exchange(api, text, body, this.#emissions, this.#conversation),
      (error) => {
        this.faults++;
        this.firstFault ??= error;
      },
    );
  }

  /**
   * Runs a tool for a call that a model has asked for. What is done in it is caused by that call, and the
   * next request that brings its result by what it came to. Returns, throws or rejects as `run` does.
   * What gives an async iterable (`async *execute`) does its work as it is read, and runs until its end.
   */
  withToolCall<T>(callId: string, run: () => T): T {
    const { call, about, stated } = this.#asked(callId);
    const causes = [...stated, ...(call?.event === undefined ? links("context", ...currentCauses()) : [])];
    const begun = this.#emissions.emit("llm.tool_run", about, {}, causes);
    const scope = new CauseScope(begun);
    const ended = (isError: boolean): void => {
      const came = [...links("id", begun), ...links("context", ...scope.outcomes)];
      const result = this.#emissions.emit("llm.tool_result", { callId, isError }, {}, came);
      if (call !== undefined) call.result = result;
    };
    let result: T;
    try {
      result = scope.run(run);
    } catch (error) {
      ended(true);
      throw error;
    }
    if (!isThenable(result)) {
      if (isAsyncIterable(result)) watchIteration(result, { step: (next) => scope.run(next), ended });
      else ended(false);
      return result;
    }
    return result.then(
      (value: unknown) => {
        ended(false);
        return value;
      },
      (error: unknown) => {
        ended(true);
        throw error;
      },
    ) as T;
  }

  /** Says that a call will not be run, and why: what the model is told is the program's affair. */
  refuseToolCall(callId: string, reason: string): void {
    const { call, about, stated } = this.#asked(callId);
    const causes = [...stated, ...links("context", ...currentCauses())];
    const refused = this.#emissions.emit("llm.tool_refused", about, { message: reason }, causes);
    if (call !== undefined) call.result = refused;
  }

  /** The call that an id stands for here, where that can be said, and what an event about it says and links to. */
  #asked(callId: string): {
    readonly call: KnownCall | undefined;
    readonly about: Record<string, unknown>;
    readonly stated: readonly LLMLink[];
  } {
    const meant = this.#conversation.toolCalls.toRun(callId, currentContext());
    const events = meant.map((call) => call.event);
    return {
      call: theOne(meant),
      about: { callId, candidates: candidatesIn(meant) },
      stated: this.#emissions.linksTo("toolCallId", callId, events),
    };
  }

  /**
   * The same tools, of the AI SDK or functions by name, each run with `withToolCall`: `execute(input,
   * { toolCallId })` says for which call.
   */
  wrapTools<Tools extends object>(tools: Tools): Tools {
    return wrapTools(tools, (callId, run) => this.withToolCall(callId, run));
  }

  /** The events, in the order in which they were seen; causes before their effects. For one reader. */
  [Symbol.asyncIterator](): AsyncIterator<CausalEvent<any>, void, undefined> {
    return this.#queue[Symbol.asyncIterator]();
  }

  /** How a processor takes it up; not for others. */
  "~connect"(reader: Parameters<Connect>[0]): ReturnType<Connect> {
    return this.#queue["~connect"](reader);
  }
}

type Connect = EventQueue["~connect"];
