import { type Fields, isFields } from "../fields.ts";
import {
  type AnswerFacts,
  type AnswerStream,
  type Api,
  argumentsOf,
  objectsIn,
  type RequestFacts,
  textOf,
} from "./facts.ts";

const FINAL = new Set<unknown>(["response.completed", "response.incomplete", "response.failed"]);

/** OpenAI responses. */
export const responses: Api = {
  name: "responses",
  request(body): RequestFacts {
    const items = objectsIn(body["input"]);
    const last = items.findLastIndex(
      ({ type, role }) => role === "assistant" || type === "function_call" || type === "reasoning",
    );
    const results = items.slice(last + 1).filter(({ type }) => type === "function_call_output");
    return {
      model: textOf(body["model"]),
      stream: body["stream"] === true,
      messages: typeof body["input"] === "string" ? 1 : items.length,
      toolResults: results.flatMap((each) => textOf(each["call_id"]) ?? []),
      previousResponse: textOf(body["previous_response_id"]),
      input: body["input"],
    };
  },
  answer(body): AnswerFacts {
    const items = objectsIn(body["output"]);
    const texts = items.flatMap(({ content }) =>
      objectsIn(content).flatMap(({ text }) => textOf(text) ?? []),
    );
    return {
      id: textOf(body["id"]),
      model: textOf(body["model"]),
      finish: textOf(body["status"]),
      toolCalls: items
        .filter(({ type, call_id: id }) => type === "function_call" && typeof id === "string")
        .map((each) => ({
          id: each["call_id"] as string,
          tool: String(each["name"]),
          arguments: argumentsOf(each["arguments"]),
        })),
      usage: isFields(body["usage"]) ? body["usage"] : undefined,
      output: texts.length < 2 ? texts[0] : texts,
    };
  },
  stream: () => new ResponsesStream(),
};

/** The last event of the stream holds all of the answer; until then, the items that are done. */
class ResponsesStream implements AnswerStream {
  complete = false;
  ended = false;
  error: Fields | undefined;
  #response: Fields = {};
  readonly #items: Fields[] = [];

  take(data: Fields): void {
    const { type, response, item } = data;
    if (type === "error") this.error = data;
    if (isFields(response)) this.#response = response;
    if (type === "response.output_item.done" && isFields(item)) this.#items.push(item);
    if (FINAL.has(type)) {
      this.complete = true;
      this.ended = true;
    }
  }

  answer(): AnswerFacts {
    const output = objectsIn(this.#response["output"]);
    return responses.answer({ ...this.#response, output: output.length > 0 ? output : this.#items });
  }
}
