import type { CaptureOptions } from "./capture.ts";

export type Redact = NonNullable<CaptureOptions["redact"]>;

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
