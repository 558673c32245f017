import { type Fields, isFields } from "../fields.ts";
import {
  type AnswerFacts,
  type AnswerStream,
  type Api,
  argumentsOf,
  objectsIn,
  type RequestFacts,
  textOf,
  type ToolCall,
} from "./facts.ts";

const FINAL = new Set<unknown>(["response.completed", "response.incomplete", "response.failed"]);

/** OpenAI responses. */
export const responses: Api = {
  name: "responses",
  isRequest: () => true,
  request(body): RequestFacts {
    const items = objectsIn(body["input"]);
    const last = items.findLastIndex(isOfModel);
    const turn = items.findLastIndex((item, at) => at < last && isQuestion(item)) + 1;
    return {
      model: textOf(body["model"]),
      stream: body["stream"] === true,
      messages: typeof body["input"] === "string" ? 1 : items.length,
      toolResults: items.slice(last + 1).flatMap(resultId),
      earlierResults: items.slice(turn, Math.max(last, turn)).flatMap(resultId),
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
      toolCalls: items.flatMap(toolCall),
      usage: isFields(body["usage"]) ? body["usage"] : undefined,
      output: texts.length < 2 ? texts[0] : texts,
    };
  },
  stream: () => new ResponsesStream(),
};

/** Items that the server keeps are sent as references to them; clients do so with what the model has made. */
function isOfModel({ type, role }: Fields): boolean {
  return role === "assistant" || type === "reasoning" || type === "item_reference" || isOfType(type, "_call");
}

function isQuestion({ type, role }: Fields): boolean {
  return (type === undefined || type === "message") && role !== "assistant";
}

function resultId({ type, call_id: id }: Fields): string[] {
  return isOfType(type, "_call_output") && typeof id === "string" ? [id] : [];
}

/**
 * A call that the program has to run has a `call_id`: of a function, of a custom tool, of a shell and its
 * like. Others are run where the model is.
 */
function toolCall({ type, call_id: id, name, arguments: json, ...rest }: Fields): ToolCall[] {
  if (!isOfType(type, "_call") || typeof id !== "string") return [];
  const given =
    json === undefined ? (rest["input"] ?? rest["action"] ?? rest["operation"]) : argumentsOf(json);
  return [{ id, tool: textOf(name) ?? type.slice(0, -"_call".length), arguments: given }];
}

function isOfType(type: unknown, ending: string): type is string {
  return typeof type === "string" && type.endsWith(ending);
}

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
