/** What a request and its answer are called. All others: `mcp.request`, `mcp.response`. */
const NAMES = /** @type {Record<string, readonly [string, string] | undefined>} */ ({
  "tools/call": ["mcp.tool_call", "mcp.tool_result"],
  "resources/read": ["mcp.resource_read", "mcp.resource_result"],
  "prompts/get": ["mcp.prompt_get", "mcp.prompt_result"],
});

/**
 * An event's name and data, for one message. Names and sizes are kept; what was said is not.
 *
 * @typedef {{ name: string, data: Record<string, unknown> }} Description
 */

/**
 * Which request: its JSON-RPC id, and the tool or method that was asked for.
 *
 * @param {any} request
 */
export function identity({ id, method, params }) {
  return method === "tools/call" ? { callId: id, tool: params.name } : { callId: id, method };
}

/**
 * @param {any} request of the client
 * @returns {Description}
 */
export function describeRequest(request) {
  const { method, params = {} } = request;
  /** @type {Record<string, unknown>} */
  const data = identity(request);
  if (method === "tools/call") {
    data.args = Object.keys(params.arguments ?? {});
    data.size = sizeOf(params.arguments ?? {});
  }
  if (method === "resources/read") data.uri = params.uri;
  if (params._meta?.progressToken !== undefined) data.progressToken = params._meta.progressToken;
  return { name: NAMES[method]?.[0] ?? "mcp.request", data };
}

/**
 * A tool that fails answers with a result that says so (`isError`). A request that could not be
 * served at all gets an error. The two are kept apart.
 *
 * @param {any} request
 * @param {any} answer
 * @param {"client" | "server"} by
 * @returns {Description}
 */
export function describeAnswer(request, { result, error }, by) {
  const { method } = request;
  if (error) {
    const { code, message } = error;
    return { name: "mcp.error", data: { ...identity(request), kind: "rpc", code, message } };
  }
  if (by === "client") return { name: "mcp.client_response", data: identity(request) };

  /** @type {Record<string, unknown>} */
  const data = identity(request);
  if (method === "tools/call") data.isError = result.isError === true;
  if (method === "resources/read") data.mime = result.contents?.[0]?.mimeType;
  data.size = sizeOf(result.content ?? result.contents ?? result);
  return { name: NAMES[method]?.[1] ?? "mcp.response", data };
}

/** @param {unknown} value */
function sizeOf(value) {
  return Buffer.byteLength(JSON.stringify(value));
}
