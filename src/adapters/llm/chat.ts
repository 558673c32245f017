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
  type ToolCall,
} from "./facts.ts";

/** OpenAI chat completions, and whoever speaks as they do. */
export const chat: Api = {
  name: "chat",
  isRequest: () => true,
  request(body): RequestFacts {
    const messages = objectsIn(body["messages"]);
    const results = sinceLastAnswer(messages).filter(({ role }) => role === "tool");
    return {
      model: textOf(body["model"]),
      stream: body["stream"] === true,
      messages: messages.length,
      toolResults: results.flatMap((each) => textOf(each["tool_call_id"]) ?? []),
      earlierResults: [],
      previousResponse: undefined,
      input: body["messages"],
    };
  },
  answer(body): AnswerFacts {
    const choices = objectsIn(body["choices"]);
    const messages = choices.flatMap(({ message }) => (isFields(message) ? [message] : []));
    const texts = messages.flatMap(({ content }) => textOf(content) ?? []);
    return {
      id: textOf(body["id"]),
      model: textOf(body["model"]),
      finish: choices.map((each) => textOf(each["finish_reason"])).find((each) => each !== undefined),
      toolCalls: messages.flatMap((message) => objectsIn(message["tool_calls"]).flatMap(toolCall)),
      usage: isFields(body["usage"]) ? body["usage"] : undefined,
      output: texts.length < 2 ? texts[0] : texts,
    };
  },
  stream: () => new ChatStream(),
};

/** A call of a function has JSON for its arguments, one of a custom tool a text of any kind. */
function toolCall({ id, function: called, custom }: Fields): ToolCall[] {
  if (typeof id !== "string") return [];
  if (isFields(called))
    return [{ id, tool: String(called["name"]), arguments: argumentsOf(called["arguments"]) }];
  return isFields(custom) ? [{ id, tool: String(custom["name"]), arguments: custom["input"] }] : [];
}

interface CallInParts {
  id: string;
  tool: string;
  /** Its arguments, or the input of a custom tool. */
  given: string;
  isJson: boolean;
}

function isOther(id: unknown, known: string): boolean {
  return typeof id === "string" && id !== "" && id !== known;
}

/** Tool calls come in pieces: the id in the first, the arguments a bit at a time. */
class ChatStream implements AnswerStream {
  complete = false;
  // "[DONE]" follows, which is no object: the end of the stream tells.
  readonly ended = false;
  error: Fields | undefined;
  #head: Fields | undefined;
  #finish: string | undefined;
  #usage: Fields | undefined;
  readonly #texts: string[] = [];
  readonly #calls: CallInParts[] = [];
  /** The calls that parts of an index belong to. */
  readonly #open = new Map<string, CallInParts>();

  take(data: Fields): void {
    if (isFields(data["error"])) this.error = data["error"];
    this.#head ??= data;
    if (isFields(data["usage"])) this.#usage = data["usage"];
    for (const choice of objectsIn(data["choices"])) {
      const finish = textOf(choice["finish_reason"]);
      if (finish !== undefined) {
        this.#finish = finish;
        this.complete = true;
      }
      const { delta } = choice;
      if (!isFields(delta)) continue;
      if (typeof delta["content"] === "string") this.#texts.push(delta["content"]);
      for (const part of objectsIn(delta["tool_calls"]))
        this.#part(`${String(choice["index"])}.${String(part["index"])}`, part);
    }
  }

  #part(key: string, { id, function: called, custom }: Fields): void {
    const part = isFields(custom) ? custom : isFields(called) ? called : {};
    const name = textOf(part["name"]) ?? "";
    let call = this.#open.get(key);
    // Some servers send whole calls, all of one index or of none: a new id with a name is that of a new one.
    if (call === undefined || (call.id !== "" && name !== "" && isOther(id, call.id))) {
      call = { id: "", tool: "", given: "", isJson: !isFields(custom) };
      this.#open.set(key, call);
      this.#calls.push(call);
    }
    if (typeof id === "string" && id !== "") call.id = id;
    call.tool += name;
    call.given += textOf(part["arguments"] ?? part["input"]) ?? "";
  }

  answer(): AnswerFacts {
    return {
      id: textOf(this.#head?.["id"]),
      model: textOf(this.#head?.["model"]),
      finish: this.#finish,
      toolCalls: this.#calls.map(({ id, tool, given, isJson }) => ({
        id,
        tool,
        arguments: isJson ? argumentsOf(given) : given,
      })),
      usage: this.#usage,
      output: this.#texts.length === 0 ? undefined : this.#texts.join(""),
    };
  }
}
