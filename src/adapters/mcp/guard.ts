import type { EventInput, Proposal } from "../../index.ts";
import { messageOf } from "../../message-of.ts";
import type { Planned } from "./correlator.ts";
import type { MCPEvent } from "./event.ts";
import { fieldsOf, type RequestId } from "./message.ts";
import type { Fields } from "../fields.ts";

/** What is used of a `StreamProcessor`. */
export interface Decider {
  propose(event: EventInput<any>): Promise<Proposal>;
  tell(event: EventInput<any>): Promise<void>;
}

export interface GuardOptions {
  /** Whose rules decide: a `StreamProcessor`. It is told of all events of the connection at once. */
  readonly by: Decider;
  /**
   * "closed" lets only what was admitted through: a call with an unknown cause or past, or on which an
   * expression failed, is refused as well. "open" refuses violations only. Default "closed".
   */
  readonly mode?: "closed" | "open" | undefined;
}

/** Why a call is not made. */
export interface Refused {
  readonly because: Exclude<Proposal, { admitted: true }>["because"] | "ended";
  /** Names of the rules that speak against it. */
  readonly rules: readonly string[];
  /** In words. Names and ids of events, never what was said. */
  readonly explanation: string;
}

/** Decides on a call and admits it, in one step. `undefined`: it may be made. Never rejects. */
export async function decide({ by, mode }: GuardOptions, planned: Planned): Promise<Refused | undefined> {
  const proposal = await propose(by, planned.event);
  if (proposal.admitted) return undefined;
  if (mode === "open" && proposal.because !== "violation") {
    // It is made, so it is a fact.
    await by.tell(planned.event).catch(() => undefined);
    return undefined;
  }
  const { because, violations, message } = proposal;
  const broken = violations.filter(({ severity }) => severity === "error");
  // A chain of one step is the call itself.
  const chains = broken.filter(({ chain }) => chain.length > 1);
  const proofs = chains.map(({ chain }) => `. Because of: ${chain.map(stepText).join(" → ")}`);
  return {
    because,
    rules: [...new Set(broken.map(({ constraint }) => constraint))],
    explanation: `${message}${proofs.join("")}`,
  };
}

type Undecided = Omit<Exclude<Proposal, { admitted: true }>, "because"> & Pick<Refused, "because">;

async function propose(
  by: Decider,
  event: MCPEvent,
): Promise<Extract<Proposal, { admitted: true }> | Undecided> {
  try {
    return await by.propose(event);
  } catch (error) {
    return { admitted: false, because: "ended", violations: [], message: `no decision: ${messageOf(error)}` };
  }
}

function stepText({ name, id, ...rest }: { name: string; id: string; data?: unknown }): string {
  const { tool } = fieldsOf(rest.data) as { tool?: unknown };
  return `${name}${typeof tool === "string" ? ` of ${tool}` : ""} "${id}"`;
}

const PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";

/** The answer that the client gets: a tool that failed, and why. */
export function refusalAnswer(id: RequestId, params: Fields, { because, explanation }: Refused): object {
  const { name } = params;
  const tool = typeof name === "string" ? name : "a tool without a name";
  const text = `tsrapide refused this call of ${tool}, and it was not made (${because}): ${explanation}`;
  // Later revisions of the protocol require to be told that the result is complete.
  const complete = PROTOCOL_VERSION in fieldsOf(params["_meta"]) ? { resultType: "complete" } : {};
  return { jsonrpc: "2.0", id, result: { content: [{ type: "text", text }], isError: true, ...complete } };
}
