import { messageOf } from "../../message-of.ts";
import type { Correlator } from "./correlator.ts";
import type { Happened, MCPEvent } from "./event.ts";
import { decide, type GuardOptions, refusalAnswer } from "./guard.ts";
import { eachMessage, type Read, readMessage } from "./message.ts";
import type { Observation } from "./observation.ts";

export type ToolCall = Extract<Read, { kind: "request" }>;

/** A call that is not made: what the client is answered instead, and the events of that. */
export interface Refusal {
  readonly answer: object;
  readonly happened: readonly Happened[];
}

export interface ChannelOptions {
  readonly guard?: GuardOptions | undefined;
  /** Where events go, in order. With a guard, its processor is told first. */
  readonly outlet: (event: MCPEvent) => void;
  /** Told of a call that the guard's processor has admitted, and so has already. */
  readonly onAdmitted?: ((call: MCPEvent) => void) | undefined;
  readonly now: () => number;
}

/** What is seen of a connection goes in, events come out, and tool calls wait for a decision. */
export class Channel {
  readonly #correlator: Correlator;
  readonly #guard: GuardOptions | undefined;
  readonly #outlet: (event: MCPEvent) => void;
  readonly #onAdmitted: ((call: MCPEvent) => void) | undefined;
  readonly #now: () => number;
  /** What went wrong when it was told of something: what it knows is not whole any more. */
  #fault: { readonly error: unknown } | undefined;

  constructor(correlator: Correlator, { guard, outlet, onAdmitted, now }: ChannelOptions) {
    this.#correlator = correlator;
    this.#guard = guard;
    this.#outlet = outlet;
    this.#onAdmitted = onAdmitted;
    this.#now = now;
  }

  /** Hands on the events of what was seen, and returns them. After a fault in it a closed guard admits nothing. */
  observe(seen: Observation): readonly Happened[] {
    try {
      return this.#hand(this.#correlator.observe(this.#now(), seen));
    } catch (error) {
      this.#fault ??= { error };
      throw error;
    }
  }

  /**
   * What has to be admitted before it may be sent, if anything in it has to. A batch, and a call without
   * an id to answer to, cannot be: those a closed guard does not let through, for some servers run them.
   */
  guarded(message: unknown): ToolCall | "undecidable" | undefined {
    if (this.#guard === undefined) return undefined;
    const read = eachMessage(message).map(readMessage);
    const call = read.find((each) => each !== undefined && isToolCall(each));
    if (Array.isArray(message)) {
      const isPlain = call === undefined && !read.includes(undefined);
      return isPlain || !this.refusesUndecided ? undefined : "undecidable";
    }
    if (call === undefined || call.kind === "request") return call;
    return this.refusesUndecided ? "undecidable" : undefined;
  }

  /** Whether what cannot be decided on is refused: by a guard that is closed. */
  get refusesUndecided(): boolean {
    return this.#guard !== undefined && this.#guard.mode !== "open";
  }

  /** Decides on a call of the client; `undefined`: it may be sent. Never rejects. */
  async admit(call: ToolCall, causes: readonly string[]): Promise<Refusal | undefined> {
    try {
      if (this.#fault !== undefined && this.refusesUndecided) throw this.#fault.error;
      return await this.#decide(call, causes);
    } catch (error) {
      // A fault of our own decides nothing.
      if (!this.refusesUndecided) return undefined;
      const refused = {
        because: "ended",
        rules: [],
        explanation: `no decision: ${messageOf(error)}`,
      } as const;
      return { answer: refusalAnswer(call.id, call.params, refused), happened: [] };
    }
  }

  async #decide(call: ToolCall, causes: readonly string[]): Promise<Refusal | undefined> {
    const planned = this.#correlator.plan(this.#now(), call, causes);
    this.#hand(planned.before);
    const refused = await decide(this.#guard!, planned);
    if (refused === undefined) {
      planned.admitted();
      this.#onAdmitted?.(planned.event);
      return undefined;
    }
    const { because, rules, explanation } = refused;
    const happened = this.#hand(planned.refused(this.#now(), { because, rules, explanation }));
    return { answer: refusalAnswer(call.id, call.params, refused), happened };
  }

  #hand(happened: readonly Happened[]): readonly Happened[] {
    for (const { event } of happened) this.#outlet(event);
    return happened;
  }
}

function isToolCall(read: Read): read is Exclude<Read, { kind: "answer" }> {
  return read.kind !== "answer" && read.method === "tools/call";
}
