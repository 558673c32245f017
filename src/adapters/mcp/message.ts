import { type Fields, isFields } from "../fields.ts";

/** Ids of requests: each side counts its own, so an id says which request only together with the side. */
export type RequestId = string | number;

/** Who sent a message. */
export type Side = "client" | "server";

/** The members of a JSON-RPC message that are read here. Nothing else is assumed of it. */
export interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** A message by what it is. */
export type Read =
  | { readonly kind: "request"; readonly id: RequestId; readonly method: string; readonly params: Fields }
  | { readonly kind: "notification"; readonly method: string; readonly params: Fields }
  | { readonly kind: "answer"; readonly id: RequestId; readonly result: unknown; readonly error: undefined }
  | { readonly kind: "answer"; readonly id: RequestId; readonly result: undefined; readonly error: Fields };

const NO_FIELDS: Fields = Object.freeze({});

/** Reads a message; `undefined` for what is no JSON-RPC. Never throws. Cost O(1). */
export function readMessage(message: unknown): Read | undefined {
  const { id, method, params, result, error } = fieldsOf(message) as Message;
  const hasId = typeof id === "string" || typeof id === "number";
  if (typeof method === "string")
    return hasId
      ? { kind: "request", id, method, params: fieldsOf(params) }
      : { kind: "notification", method, params: fieldsOf(params) };
  if (!hasId) return undefined;
  if (error !== undefined) return { kind: "answer", id, result: undefined, error: fieldsOf(error) };
  return result === undefined ? undefined : { kind: "answer", id, result, error: undefined };
}

/** The value, if it is an object with fields; else one without any. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : NO_FIELDS;
}

/** Each message of what was sent at once: a batch is a list of them. */
export function eachMessage(sent: unknown): readonly unknown[] {
  return Array.isArray(sent) ? sent : [sent];
}

/** The token under which the other side tells of its progress with this request. */
export function progressTokenOf(params: Fields): RequestId | undefined {
  return asId(fieldsOf(params["_meta"])["progressToken"]);
}

/**
 * What is kept under an id that the other side gives back. Some servers answer 2 with "2", and the
 * clients of the SDKs, which count, take the one for the other. Cost O(1).
 */
export function givenBack<Kept>(kept: ReadonlyMap<RequestId, Kept>, id: RequestId): Kept | undefined {
  return kept.get(id) ?? (typeof id === "string" ? kept.get(Number(id)) : undefined);
}

export function asId(value: unknown): RequestId | undefined {
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}
