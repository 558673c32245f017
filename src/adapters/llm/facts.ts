import { type Fields, isFields } from "../fields.ts";

/** What is read of a request. */
export interface RequestFacts {
  readonly model: string | undefined;
  readonly stream: boolean;
  /** How many messages or items it holds. */
  readonly messages: number;
  /** Ids of the tool calls whose results are new in it: those after the last answer of the model. */
  readonly toolResults: readonly string[];
  /** Of those before, where calls and results alternate: new as well, if their calls came in the same answer. */
  readonly earlierResults: readonly string[];
  /** The answer that it goes on from, where it says so. */
  readonly previousResponse: string | undefined;
  /** All that is asked. */
  readonly input: unknown;
}

/** A tool that the model wants to be run. */
export interface ToolCall {
  readonly id: string;
  readonly tool: string;
  readonly arguments: unknown;
}

/** What is read of an answer. */
export interface AnswerFacts {
  readonly id: string | undefined;
  readonly model: string | undefined;
  /** Why the model stopped, in the words of the API. */
  readonly finish: string | undefined;
  readonly toolCalls: readonly ToolCall[];
  readonly usage: Fields | undefined;
  /** All that is answered: text, or what else there is. */
  readonly output: unknown;
}

/** An answer that comes in parts. */
export interface AnswerStream {
  /** Takes the data of the next server-sent event. */
  take(data: Fields): void;
  /** Whether the answer is complete, though more may follow. */
  readonly complete: boolean;
  /** Whether nothing can follow any more. */
  readonly ended: boolean;
  /** An error that came instead of the rest. */
  readonly error: Fields | undefined;
  /** What there is so far. */
  answer(): AnswerFacts;
}

/** One of the interfaces that models are asked by. */
export interface Api {
  readonly name: "chat" | "responses" | "messages";
  /** Whether a body is that of a request to it: others may have paths that end alike. */
  isRequest(body: Fields): boolean;
  request(body: Fields): RequestFacts;
  answer(body: Fields): AnswerFacts;
  stream(): AnswerStream;
}

/** The objects of a list; nothing where it is none. */
export function objectsIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The messages after the model's last answer, which one begun for it to go on with (prefill) is not. */
export function sinceLastAnswer(messages: readonly Fields[]): readonly Fields[] {
  const last = messages.findLastIndex(({ role }, at) => role === "assistant" && at < messages.length - 1);
  return messages.slice(last + 1);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Arguments as a value, where they are JSON; else as they are. */
export function argumentsOf(text: unknown): unknown {
  if (typeof text !== "string") return text;
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return text;
  }
}
