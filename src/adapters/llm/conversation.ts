import { Recent } from "./recent.ts";
import { ToolCalls } from "./tool-calls.ts";

/** How many answers are known at most; the oldest go first. */
const MOST_ANSWERS = 10_000;
/** How many failed requests. */
const MOST_FAILED = 100;

/** An attempt that failed in a way that is tried again. */
export interface FailedAttempt {
  /** The event of its failure. */
  readonly event: string;
  /** When it failed, epoch ms. */
  readonly at: number;
  readonly attempt: number;
}

/** Which events stand for the ids that clients and models use. */
export class Conversation {
  readonly toolCalls: ToolCalls = new ToolCalls();
  /** Events of answers by their ids. */
  readonly answers: Recent<string> = new Recent(MOST_ANSWERS);
  /** By what was asked, and because of what: what is sent again word for word is a retry. */
  readonly failed: Recent<FailedAttempt> = new Recent(MOST_FAILED);
}
