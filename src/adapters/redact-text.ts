import type { CaptureOptions } from "./capture.ts";

export type Redact = NonNullable<CaptureOptions["redact"]>;

/** In UTF-16 units: longer texts are not read as JSON. */
const LONGEST_JSON = 1024 * 1024;

/**
 * A text that is a JSON object or array, with its values as `redact` keeps them, also those of texts in it;
 * any other as it is, and this too where nothing is redacted. What is too long to be read is not kept.
 */
export function redactJson(text: string, redact: Redact): string {
  if (!/^\s*[[{]/.test(text)) return text;
  if (text.length > LONGEST_JSON) return `[too long to redact] (${text.length} in all)`;
  let value: unknown;
  try {
    value = JSON.parse(text.trim());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
  const redacted = JSON.stringify(value, (key, member: unknown) => {
    const kept = redact(key, member);
    return typeof kept === "string" ? redactParameters(redactJson(kept, redact), redact) : kept;
  }) as string | undefined;
  return redacted === JSON.stringify(value) ? text : (redacted ?? "");
}

/** In a URI, wherever it stands: what sets a parameter apart, its name and its value. */
const PARAMETER = /([?&#])([^\s?&#=]+)=([^\s&#"'<>]*)/g;

/** A text with the parameters of its URIs as `redact` keeps them; one that it leaves out stays as a name. Cost O(length). */
export function redactParameters(text: string, redact: Redact): string {
  return text.replaceAll(PARAMETER, (whole: string, mark: string, name: string, value: string) => {
    const kept = redact(decoded(name), decoded(value));
    if (kept === decoded(value)) return whole;
    return `${mark}${name}=${typeof kept === "string" ? kept : (JSON.stringify(kept) ?? "")}`;
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
