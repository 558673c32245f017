import type { Io, TextOutput } from "../io.ts";

/** Colours text, or leaves it alone. */
export interface Paint {
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly good: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

/** Colours for a terminal; none elsewhere, and none where NO_COLOR is set. */
export function paintFor(output: TextOutput, env: Io["env"]): Paint {
  const coloured = output.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  const style =
    (open: number, close: number) =>
    (text: string): string =>
      coloured && text !== "" ? `\u001B[${open}m${text}\u001B[${close}m` : text;
  return {
    bad: style(31, 39),
    warn: style(33, 39),
    good: style(32, 39),
    faint: style(2, 22),
    strong: style(1, 22),
  };
}
