import { chat } from "./chat.ts";
import type { Api } from "./facts.ts";
import { messages } from "./messages.ts";
import { responses } from "./responses.ts";

/** What clients call to send a request. */
export type Fetch = typeof globalThis.fetch;

const APIS: readonly (readonly [suffix: string, api: Api])[] = [
  ["/chat/completions", chat],
  ["/responses", responses],
  ["/messages", messages],
];

/** What is sent to a path at which models are asked. */
export interface Asked {
  readonly api: Api;
  /** The text of its body; of a `Request`, when it has been read. */
  readonly text: string | Promise<string>;
  readonly signal: AbortSignal | null | undefined;
}

/** What a `fetch` is called for; `undefined`, if it asks no model. To be called before the request is sent. */
export function askedIn(...[input, init]: Parameters<Fetch>): Asked | undefined {
  const request = typeof input === "object" && "clone" in input ? input : undefined;
  if ((init?.method ?? request?.method)?.toUpperCase() !== "POST") return undefined;
  const url = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
  const { pathname } = new URL(url, "http://localhost");
  const api = APIS.find(([suffix]) => pathname.endsWith(suffix))?.[1];
  const text = api && (init?.body ?? (request && textIn(request)));
  if (api === undefined || !isText(text)) return undefined;
  return { api, text, signal: init?.signal ?? request?.signal };
}

/** Of a copy: a body can be read once. One that is neither JSON nor text is left alone. */
function textIn(request: Request): Promise<string> | undefined {
  const type = request.headers.get("content-type") ?? "";
  return request.body !== null && /json|text/.test(type) ? request.clone().text() : undefined;
}

function isText(value: unknown): value is string | Promise<string> {
  return typeof value === "string" || value instanceof Promise;
}
