import { type Fields, isFields } from "../fields.ts";
import {
  type AnswerFacts,
  type AnswerStream,
  type Api,
  argumentsOf,
  objectsIn,
  type RequestFacts,
  sinceLastAnswer,
  textOf,
} from "./facts.ts";

/** Anthropic messages. */
export const messages: Api = {
  name: "messages",
  // A message for a thread is posted to such a path as well.
  isRequest: (body) => Array.isArray(body["messages"]),
  request(body): RequestFacts {
    const all = objectsIn(body["messages"]);
    const blocks = sinceLastAnswer(all).flatMap(({ content }) => objectsIn(content));
    return {
      model: textOf(body["model"]),
      stream: body["stream"] === true,
      messages: all.length,
      toolResults: blocks
        .filter(({ type }) => type === "tool_result")
        .flatMap((each) => textOf(each["tool_use_id"]) ?? []),
      earlierResults: [],
      previousResponse: undefined,
      input: body["messages"],
    };
  },
  answer(body): AnswerFacts {
    const blocks = objectsIn(body["content"]);
    const texts = blocks.flatMap(({ type, text }) => (type === "text" ? (textOf(text) ?? []) : []));
    return {
      id: textOf(body["id"]),
      model: textOf(body["model"]),
      finish: textOf(body["stop_reason"]),
      toolCalls: blocks
        .filter(({ type, id }) => type === "tool_use" && typeof id === "string")
        .map((each) => ({ id: each["id"] as string, tool: String(each["name"]), arguments: each["input"] })),
      usage: isFields(body["usage"]) ? body["usage"] : undefined,
      output: texts.length < 2 ? texts[0] : texts,
    };
  },
  stream: () => new MessagesStream(),
};

/** Blocks begin, grow and end, several at a time. */
class MessagesStream implements AnswerStream {
  complete = false;
  ended = false;
  error: Fields | undefined;
  #message: Fields = {};
  #usage: Fields = {};
  readonly #blocks = new Map<unknown, { block: Fields; text: string[]; json: string[] }>();

  take(data: Fields): void {
    const { type, message, index, content_block: block, delta, usage, error } = data;
    if (type === "error") this.error = isFields(error) ? error : data;
    if (type === "message_start" && isFields(message)) {
      this.#message = message;
      if (isFields(message["usage"])) this.#usage = message["usage"];
    }
    if (isFields(usage)) this.#usage = { ...this.#usage, ...usage };
    if (type === "content_block_start" && isFields(block))
      this.#blocks.set(index, { block, text: [], json: [] });
    if (type === "content_block_delta" && isFields(delta)) {
      const open = this.#blocks.get(index);
      if (typeof delta["text"] === "string") open?.text.push(delta["text"]);
      if (typeof delta["partial_json"] === "string") open?.json.push(delta["partial_json"]);
    }
    if (type === "message_delta" && isFields(delta)) this.#message = { ...this.#message, ...delta };
    if (type !== "message_stop") return;
    this.complete = true;
    this.ended = true;
  }

  answer(): AnswerFacts {
    const content = [...this.#blocks.values()].map(({ block, text, json }) => ({
      ...block,
      ...(text.length > 0 && { text: text.join("") }),
      ...(json.length > 0 && { input: argumentsOf(json.join("")) }),
    }));
    return messages.answer({ ...this.#message, content, usage: this.#usage });
  }
}
