import type { Description } from "../event-maker.ts";
import { asId, fieldsOf, progressTokenOf, type RequestId, type Side } from "./message.ts";
import type { Fields } from "../fields.ts";

/** A request, as its answers and all else that concerns it name it. */
export interface Asked {
  readonly id: RequestId;
  readonly method: string;
  /** Which tool, resource or prompt is asked for. */
  readonly target: unknown;
}

/** Requests that have names of their own, with their answers. All others: `mcp.request`, `mcp.response`. */
const NAMES: ReadonlyMap<string, readonly [request: string, answer: string]> = new Map([
  ["tools/call", ["mcp.tool_call", "mcp.tool_result"]],
  ["resources/read", ["mcp.resource_read", "mcp.resource_result"]],
  ["prompts/get", ["mcp.prompt_get", "mcp.prompt_result"]],
]);

const LONGEST_NAME = 256;
const MOST_NAMES = 100;

/** A name as it may be written: what is no text is none, and a long text is no name. */
function named(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return value.length > LONGEST_NAME ? value.slice(0, LONGEST_NAME) : value;
}

/** Which request: its id on the wire, and the tool, resource, prompt or method that is asked for. */
export function identity({ id, method, target }: Asked): Record<string, unknown> {
  const callId = idText(id);
  if (method === "tools/call") return { callId, tool: named(target) };
  if (method === "prompts/get") return { callId, prompt: named(target) };
  if (method === "resources/read") return { callId, uri: named(target) };
  return { callId, method: named(method) };
}

export function describeRequest(by: Side, asked: Asked, params: Fields): Description {
  const plain = identity(asked);
  const [name] = (by === "client" ? NAMES.get(asked.method) : undefined) ?? [];
  const hasArguments = asked.method === "tools/call" || asked.method === "prompts/get";
  if (hasArguments) plain["args"] = namesIn(params["arguments"]);
  const progressToken = progressTokenOf(params);
  if (progressToken !== undefined) plain["progressToken"] = idText(progressToken);
  return {
    name: name ?? (by === "client" ? "mcp.request" : "mcp.server_request"),
    plain,
    said: hasArguments ? { arguments: params["arguments"] ?? {} } : { params },
  };
}

/**
 * The answer to a request. A tool that fails answers with a result that says so (`isError`); a
 * request that could not be served at all is answered with an error. The two are kept apart.
 */
export function describeAnswer(
  by: Side,
  asked: Asked,
  answer: { readonly result: unknown; readonly error: Fields | undefined },
): Description {
  const plain = identity(asked);
  if (answer.error !== undefined)
    return {
      name: "mcp.error",
      plain: { ...plain, kind: "rpc", code: codeOf(answer.error["code"]) },
      said: { message: answer.error["message"] },
    };
  const said = { result: answer.result };
  if (by === "client") return { name: "mcp.client_response", plain, said };
  const result = fieldsOf(answer.result);
  if (asked.method === "tools/call") plain["isError"] = result["isError"] === true;
  if (asked.method === "resources/read") {
    const contents: unknown = result["contents"];
    plain["mime"] = Array.isArray(contents) ? named(fieldsOf(contents[0])["mimeType"]) : undefined;
  }
  const resultType = result["resultType"];
  if (typeof resultType === "string" && resultType !== "complete") plain["resultType"] = named(resultType);
  return { name: NAMES.get(asked.method)?.[1] ?? "mcp.response", plain, said };
}

export function describeProgress(asked: Asked, params: Fields, late: boolean): Description {
  const { progressToken, progress, total, message } = params;
  return {
    name: "mcp.progress",
    plain: {
      ...identity(asked),
      token: idText(asId(progressToken)),
      progress: numberOf(progress),
      total: numberOf(total),
      late,
    },
    said: { message },
  };
}

export function describeNotification(from: Side, method: string, params: Fields): Description {
  return {
    name: "mcp.notification",
    plain: { method: named(method), direction: from === "client" ? "out" : "in" },
    said: { params },
  };
}

/** An error that was thrown or told of by a transport; of unknown make. */
export function describeFailure(kind: string, error: unknown): Description {
  const { code, message = error } = fieldsOf(error);
  return {
    name: "mcp.error",
    plain: { kind, code: codeOf(code) },
    said: { message: typeof message === "string" ? message : undefined },
  };
}

/** What is known of a server by its name. */
export function describeServer(
  server: unknown,
  version: unknown,
  protocol: unknown,
): Record<string, unknown> {
  return { server: named(server), version: named(version), protocol: named(protocol) };
}

function namesIn(value: unknown): readonly (string | undefined)[] {
  const keys = Object.keys(fieldsOf(value));
  return (keys.length > MOST_NAMES ? keys.slice(0, MOST_NAMES) : keys).map(named);
}

function idText(id: RequestId | undefined): RequestId | undefined {
  return typeof id === "string" ? named(id) : id;
}

function codeOf(code: unknown): string | number | undefined {
  return typeof code === "number" ? code : named(code);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
